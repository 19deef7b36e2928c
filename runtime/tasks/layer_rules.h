// Rules for layers. One that cannot take a call leaves it to `one_by_one`.
#pragma once

#include "runtime/tasks/rules.h"

namespace mlo::tasks {

/// [T, N, ...] as T N samples: what has no weights.
Tensor of_samples(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
/// [T, N, C, ...] as N samples of T C channels: each channel by itself.
Tensor of_channels(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
/// Any dimensions in front.
Tensor of_entries(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
Tensor batch_norm(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
/// Normalized without weights, then scaled and shifted by each task's own.
Tensor of_last_dimensions(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);  ///< layer_norm, rms_norm
Tensor sample_norm(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);         ///< group_norm, instance_norm
Tensor prelu(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
Tensor embedding(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
Tensor dropout(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);
/// As one convolution with T groups.
Tensor convolution(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

}  // namespace mlo::tasks
