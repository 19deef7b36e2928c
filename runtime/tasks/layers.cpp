// Rules for layers.
#include <ATen/ATen.h>

#include <unordered_map>

#include "runtime/kernels/products.h"
#include "runtime/tasks/rules.h"

namespace mlo::tasks {
namespace {

Tensor each(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) { return one_by_one(builtin, call, {}); }

const std::unordered_map<std::string, LayerRule>& table() {
  static const std::unordered_map<std::string, LayerRule> rules{{"linear", linear}};
  return rules;
}

Tensor product(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (kernels::is_batch_of_matrices(x) && x.scalar_type() == weight.scalar_type())
    return kernels::batched_linear(x, weight, bias);
  const Tensor columns = weight.transpose(1, 2);
  return bias.defined() ? at::baddbmm(bias.unsqueeze(1), x, columns) : at::bmm(x, columns);
}

}  // namespace

LayerRule rule_of(const nn::LayerBuiltin& builtin) {
  const auto found = table().find(builtin.name());
  return found == table().end() ? each : found->second;
}

/// [T, ..., in] and weights [T, out, in]: one product of T matrices.
Tensor linear(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  const Tensor& x = layer.inputs[0];
  if (!call.weights[0] || !x.is_floating_point()) return one_by_one(builtin, call, {});
  const Tensor& weight = layer.weights[0];
  const Tensor input = call.inputs[0] ? x : spread(x, call.tasks);
  const Tensor rows = input.dim() == 3 ? input : input.reshape({call.tasks, -1, input.size(-1)});
  const Tensor bias = layer.weights.size() < 2 ? Tensor()
                      : call.weights[1]        ? layer.weights[1]
                                               : spread(layer.weights[1], call.tasks);
  const Tensor out = product(rows, weight, bias);
  if (input.dim() == 3) return out;
  auto shape = input.sizes().vec();
  shape.back() = weight.size(1);
  return out.view(shape);
}

}  // namespace mlo::tasks
