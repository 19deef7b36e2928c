// Normalizations.
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/tasks/layer_rules.h"
#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// The product with the weights in slot 0, plus those in slot 1, where there are any.
template <class Shaped>
Tensor scaled(Tensor x, const TaskLayerCall& call, const Shaped& shaped) {
  const Tensors& weights = call.layer.weights;
  for (std::size_t slot = 0; slot < weights.size(); ++slot) {
    const Tensor weight = shaped(with_axis(weights[slot], call.weights[slot] != 0, call.tasks));
    x = slot == 0 ? x * weight : x + weight;
  }
  return x;
}

bool any_weight(const TaskLayerCall& call) {
  return std::any_of(call.weights.begin(), call.weights.end(), [](char flag) { return flag != 0; });
}

}  // namespace

/// [T, N, C, ...] as N samples of T C channels: each task's channels have statistics of their own.
Tensor batch_norm(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  const bool running = !layer.buffers.empty() && !layer.training;
  const Tensor& x = layer.inputs[0];
  if (running || !call.inputs[0] || x.dim() < 3) return one_by_one(builtin, call);
  Tensors weights;
  for (std::size_t slot = 0; slot < layer.weights.size(); ++slot)
    weights.push_back(with_axis(layer.weights[slot], call.weights[slot] != 0, call.tasks).flatten());
  return channels_unfolded(run(builtin, call, {channels_folded(x)}, weights), call.tasks);
}

Tensor of_last_dimensions(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const nn::LayerCall& layer = call.layer;
  if (!any_weight(call)) return run(builtin, call, layer.inputs, layer.weights);
  const std::int64_t rank = layer.inputs[0].dim() - (call.inputs[0] ? 1 : 0);
  const Tensor x = run(builtin, call, layer.inputs, {});
  return scaled(x, call, [rank](const Tensor& weight) { return aligned(weight, rank); });
}

Tensor sample_norm(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  if (!any_weight(call)) return of_samples(builtin, call);
  const Tensor& given = call.layer.inputs[0];
  const Tensor x = call.inputs[0] ? unfolded(run(builtin, call, {folded(given)}, {}), call.tasks)
                                  : spread(run(builtin, call, {given}, {}), call.tasks);
  return scaled(x, call, [&x](const Tensor& weight) { return by_channel(weight, x.dim()); });
}

}  // namespace mlo::tasks
