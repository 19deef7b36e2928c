// Which layer goes by which rule.
#include <algorithm>
#include <unordered_map>

#include "runtime/tasks/layer_rules.h"
#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

using LayerTable = std::unordered_map<std::string, LayerRule>;

const LayerTable& layer_table() {
  static const LayerTable rules = [] {
    LayerTable out{{"linear", linear},
                   {"conv1d", convolution},
                   {"conv2d", convolution},
                   {"batch_norm", batch_norm},
                   {"layer_norm", of_last_dimensions},
                   {"rms_norm", of_last_dimensions},
                   {"group_norm", sample_norm},
                   {"instance_norm", sample_norm},
                   {"prelu", prelu},
                   {"embedding", embedding},
                   {"dropout", dropout},
                   {"dropout2d", dropout}};
    for (const char* name : {"max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d", "global_avg_pool",
                             "global_max_pool", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool1d",
                             "adaptive_max_pool2d", "constant_pad1d", "constant_pad2d", "reflection_pad1d",
                             "reflection_pad2d", "replication_pad1d", "replication_pad2d", "upsample"})
      out[name] = of_channels;
    // Compositions of LibTorch's own operations, about whose derivatives vmap is right.
    for (const char* name : {"rnn", "gru", "lstm", "attention", "conv_transpose1d", "conv_transpose2d"})
      out[name] = vmapped;
    return out;
  }();
  return rules;
}

}  // namespace

LayerRule rule_of(const nn::LayerBuiltin& builtin) {
  const auto found = layer_table().find(builtin.name());
  return found == layer_table().end() ? static_cast<LayerRule>(one_by_one) : found->second;
}

Tensor of_samples(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const Tensor& x = call.layer.inputs[0];
  const bool weights = std::any_of(call.weights.begin(), call.weights.end(), [](char flag) { return flag != 0; });
  if (weights || !call.inputs[0] || x.dim() < 3) return one_by_one(builtin, call);
  return unfolded(run(builtin, call, {folded(x)}, call.layer.weights), call.tasks);
}

/// The way that x lies in memory already, if there is one.
Tensor of_channels(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  const Tensor& x = call.layer.inputs[0];
  if (x.dim() < 4 || !x.transpose(0, 1).is_contiguous()) return of_samples(builtin, call);
  return channels_unfolded(run(builtin, call, {channels_folded(x)}, {}), call.tasks);
}

}  // namespace mlo::tasks
