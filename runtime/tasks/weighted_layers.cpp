// Layers with weights that are products, and dropout.
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/kernels/products.h"
#include "runtime/tasks/layer_rules.h"
#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// `bias` [T, out] or [out]; undefined: none.
Tensor product(const Tensor& rows, const Tensor& weight, const Tensor& bias) {
  const bool plain = kernels::is_batch_of_matrices(rows) && rows.scalar_type() == weight.scalar_type();
  if (plain && !bias.defined()) return kernels::batched_linear(rows, weight, {});
  if (plain && bias.dim() == 2) return kernels::batched_linear(rows, weight, bias);
  const Tensor columns = weight.transpose(1, 2);
  if (!bias.defined()) return at::bmm(rows, columns);
  return at::baddbmm(bias.dim() == 2 ? bias.unsqueeze(1) : bias, rows, columns);
}

/// One product of T matrices.
Tensor products(const Tensor& input, const Tensor& weight, const Tensor& bias, std::int64_t tasks) {
  const Tensor rows = input.dim() == 3 ? input : input.reshape({tasks, -1, input.size(-1)});
  const Tensor out = product(rows, weight, bias);
  if (input.dim() == 3) return out;
  auto shape = input.sizes().vec();
  shape.back() = weight.size(1);
  return out.view(shape);
}

/// Where a parameter that the layer has stands in its signature.
std::size_t parameter(const nn::LayerBuiltin& builtin, const std::string& name) {
  const auto& all = builtin.signature.parameters;
  const auto found = std::find_if(all.begin(), all.end(), [&name](const auto& one) { return one.name == name; });
  return static_cast<std::size_t>(found - all.begin());
}

/// [T, 1] as [T, 1, ...].
Tensor single_slope(const Tensor& weight, std::int64_t dims) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(dims), 1);
  shape[0] = weight.size(0);
  return weight.view(shape);
}

}  // namespace

/// [T, ..., in] and weights [T, out, in].
Tensor linear(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  const Tensor &x = layer.inputs[0], &weight = layer.weights[0];
  if (!x.is_floating_point()) return one_by_one(builtin, call);
  const bool biased = layer.weights.size() > 1, own_bias = biased && call.weights[1];
  if (!call.weights[0]) {
    if (!own_bias) return run(builtin, call, {x}, layer.weights);
    const std::int64_t rank = x.dim() - (call.inputs[0] ? 1 : 0);
    return run(builtin, call, {x}, {weight}) + aligned(layer.weights[1], rank);
  }
  return products(with_axis(x, call.inputs[0] != 0, call.tasks), weight, biased ? layer.weights[1] : Tensor(),
                  call.tasks);
}

/// With x [T, N, C, ...] as N samples of T C channels. Of an x that all tasks share, T times as many channels are made.
Tensor convolution(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  const bool own_input = call.inputs[0] != 0;
  const std::size_t groups = parameter(builtin, "groups");
  const auto split = std::get<std::int64_t>(layer.call[groups].data);
  if (!call.weights[0] && (layer.weights.size() < 2 || !call.weights[1])) return of_samples(builtin, call);
  if (!own_input && split > 1) return one_by_one(builtin, call);
  Tensors weights;
  for (std::size_t slot = 0; slot < layer.weights.size(); ++slot)
    weights.push_back(folded(with_axis(layer.weights[slot], call.weights[slot] != 0, call.tasks)));
  std::vector<Value> arguments;
  for (std::size_t i = 0; i < layer.call.size(); ++i) arguments.push_back(layer.call[i]);
  if (own_input) arguments[groups] = split * call.tasks;
  ops::Call grouped(arguments, layer.call.options());
  const Tensors inputs{own_input ? channels_folded(layer.inputs[0]) : layer.inputs[0]};
  nn::LayerCall one{grouped, inputs, weights, layer.buffers, layer.training, nullptr};
  return channels_unfolded(builtin.run(one), call.tasks);
}

Tensor prelu(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const Tensor& given = call.layer.inputs[0];
  if (!call.weights[0] || !given.is_floating_point()) return of_samples(builtin, call);
  const Tensor x = with_axis(given, call.inputs[0] != 0, call.tasks), &weight = call.layer.weights[0];
  const Tensor slope = weight.size(1) == 1 ? single_slope(weight, x.dim()) : by_channel(weight, x.dim());
  return at::relu(x) + slope * at::clamp_max(x, 0);
}

/// The tables of all tasks as one of T C rows; a row of padding would be one of each table.
Tensor embedding(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const Tensor &given = call.layer.inputs[0], &weight = call.layer.weights[0];
  if (given.is_floating_point()) return one_by_one(builtin, call);
  if (!call.weights[0]) return run(builtin, call, {given}, {weight});
  const std::int64_t count = weight.size(1);
  const bool outside = at::logical_or(given < 0, given >= count).any().item<bool>();
  const bool padded = !call.layer.call.none(parameter(builtin, "padding_idx"));
  if (padded || outside) return one_by_one(builtin, call);
  const Tensor index = with_axis(given, call.inputs[0] != 0, call.tasks).to(at::kLong);
  const Tensor first = at::arange(call.tasks, index.options()) * count;
  return run(builtin, call, {index + aligned(first, index.dim() - 1)}, {folded(weight)});
}

/// Each task's mask by its own stream: what becomes of ones.
Tensor dropout(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  if (!call.generators) return run(builtin, call, layer.inputs, {});
  const Tensor x = with_axis(layer.inputs[0], call.inputs[0] != 0, call.tasks);
  const Tensors ones{at::ones(x.sizes().slice(1), x.options().requires_grad(false))};
  Tensors masks;
  for (at::Generator& generator : call.generators()) {
    ops::Call own = layer.call;
    own.set_generator(&generator);
    nn::LayerCall one{own, ones, layer.weights, layer.buffers, layer.training, nullptr};
    masks.push_back(builtin.run(one));
  }
  return x * at::stack(masks);
}

}  // namespace mlo::tasks
