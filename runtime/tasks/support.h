// What rules share.
#pragma once

#include <optional>

#include "runtime/tasks/rules.h"

namespace mlo::tasks {

inline TaskResult each(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return one_by_one(builtin, call, {});
}

/// The builtin's own function, on tensors with the axis.
Value run(const ops::FunctionBuiltin& builtin, std::span<const Value> arguments, const TaskCall& call);
Tensor run(const nn::LayerBuiltin& builtin, const TaskLayerCall& call, const Tensors& inputs, const Tensors& weights);

std::vector<Value> copied(const TaskCall& call);
/// The arguments, with the axis on every tensor.
std::vector<Value> all_spread(const TaskCall& call);
/// An input or a weight of a layer with the axis.
Tensor with_axis(const Tensor& t, bool carries, std::int64_t tasks);

/// Where a parameter of this name stands in the signature.
std::optional<std::size_t> index_of(const ops::FunctionBuiltin& builtin, const char* name);

/// The number of dimensions that argument i has for one task; 0 where it is no tensor.
std::int64_t rank_of(const TaskCall& call, std::size_t i);
/// The least and the largest of all tensors, also those in lists.
struct Ranks {
  std::int64_t least = 0, most = 0;
};
Ranks ranks_of(const TaskCall& call);

/// Whether types meet of which a number's would give way (float32 beside float64): with the axis, it no longer would.
bool mixes_types(const TaskCall& call);

/// A dimension of one task's tensor, of those -extent..extent-1, with the axis in front; nothing for others.
std::optional<std::int64_t> one_further(std::int64_t dim, std::int64_t extent);

/// [T, C] for x [T, N, C, ...].
Tensor by_channel(const Tensor& weight, std::int64_t dims);

/// [T, N, C, ...] as [N, T C, ...], and back.
inline Tensor channels_folded(const Tensor& t) { return t.transpose(0, 1).flatten(1, 2); }
inline Tensor channels_unfolded(const Tensor& t, std::int64_t tasks) {
  return t.unflatten(1, {tasks, t.size(1) / tasks}).transpose(0, 1);
}
/// [T, N, ...] as [T N, ...], and back.
inline Tensor folded(const Tensor& t) { return t.flatten(0, 1); }
inline Tensor unfolded(const Tensor& t, std::int64_t tasks) { return t.unflatten(0, {tasks, t.size(0) / tasks}); }

}  // namespace mlo::tasks
