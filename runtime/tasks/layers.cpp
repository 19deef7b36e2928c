// Rules for layers.
#include <ATen/ATen.h>

#include <unordered_map>

#include "runtime/tasks/rules.h"

namespace mlo::tasks {
namespace {

Tensor each(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) { return one_by_one(builtin, call, {}); }

const std::unordered_map<std::string, LayerRule>& table() {
  static const std::unordered_map<std::string, LayerRule> rules{{"linear", linear}};
  return rules;
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
  const Tensor columns = weight.transpose(1, 2);
  Tensor out;
  if (layer.weights.size() > 1) {
    const Tensor bias = call.weights[1] ? layer.weights[1].unsqueeze(1) : layer.weights[1];
    out = at::baddbmm(bias, rows, columns);
  } else {
    out = at::bmm(rows, columns);
  }
  if (input.dim() == 3) return out;
  auto shape = input.sizes().vec();
  shape.back() = weight.size(1);
  return out.view(shape);
}

}  // namespace mlo::tasks
