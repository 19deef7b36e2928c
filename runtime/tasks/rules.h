// How a builtin runs for all tasks at once.
#pragma once

#include <ATen/core/Generator.h>

#include <functional>

#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"
#include "runtime/tasks/axis.h"

namespace mlo::tasks {

/// A call in which at least one argument carries the axis, or which draws.
struct TaskCall {
  std::int64_t tasks;
  std::span<const Value> arguments;
  std::span<const char> carries;  ///< by argument
  at::TensorOptions options;
};

/// The result, and whether it carries the axis.
struct TaskResult {
  Value value;
  bool carries = true;
};

/// The value that each task's own call has, for all of them. `CannotRunTogether` where there is no common shape; any
/// other exception: not by this rule.
using FunctionRule = TaskResult (*)(const ops::FunctionBuiltin&, const TaskCall&);

/// A layer's call: the constant arguments, and which inputs and weights carry the axis.
struct TaskLayerCall {
  std::int64_t tasks;
  const nn::LayerCall& layer;
  std::span<const char> inputs;
  std::span<const char> weights;
  std::function<std::vector<at::Generator>()> generators;  ///< by task, of a layer that may draw; else empty
};
using LayerRule = Tensor (*)(const nn::LayerBuiltin&, const TaskLayerCall&);

/// The rule of a builtin; one without a rule is called once for each task.
FunctionRule rule_of(const ops::FunctionBuiltin& builtin);
LayerRule rule_of(const nn::LayerBuiltin& builtin);

/// Each entry by itself, under broadcasting.
TaskResult pointwise(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// The last one or two dimensions, under broadcasting of those before.
TaskResult of_vectors(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult of_matrices(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult of_equal_matrices(const ops::FunctionBuiltin& builtin, const TaskCall& call);  ///< all of one rank
/// Dimensions by number, which go one further back. `none` is all but the axis; or all entries in a row; or not here.
TaskResult along_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult along_dimensions_or_flat(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult along_named_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult at_new_dimension(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult at_shared_places(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// [N, ...], each by itself.
TaskResult of_batches(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// Of shapes alone.
TaskResult same_for_all(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// (input, target, ..., reduction, ...): entry by entry, then reduced for each task.
TaskResult loss_of_entries(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult loss_of_classes(const ops::FunctionBuiltin& builtin, const TaskCall& call);
// Of single functions, by their names.
TaskResult reshape(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult permute(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult squeeze(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult expand(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult repeat(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult tile(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult index(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult quarter_turns(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult matmul(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult bmm(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult sqdist(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult sqnorm(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult dot(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult accuracy(const ops::FunctionBuiltin& builtin, const TaskCall& call);

Tensor linear(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

/// Of a function that draws: one call for each task; or one for all, where the function can and no argument carries the
/// axis.
TaskResult drawn(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::span<at::Generator> generators);

/// By LibTorch's vectorizing map (functorch's vmap).
TaskResult vmapped(const ops::FunctionBuiltin& builtin, const TaskCall& call);
Tensor vmapped(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

/// One call for each task: always right, and as slow as the tasks one after the other. `generators`: by task, of a
/// function that draws; empty otherwise.
TaskResult one_by_one(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::span<at::Generator> generators);
Tensor one_by_one(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

}  // namespace mlo::tasks
