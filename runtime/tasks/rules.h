// How a builtin runs for all tasks at once.
#pragma once

#include <ATen/core/Generator.h>

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
};
using LayerRule = Tensor (*)(const nn::LayerBuiltin&, const TaskLayerCall&);

/// The rule of a builtin; one without a rule of its own is vectorized by LibTorch (`vmapped`) where that is a function,
/// and called once for each task where it is a layer.
FunctionRule rule_of(const ops::FunctionBuiltin& builtin);
LayerRule rule_of(const nn::LayerBuiltin& builtin);

/// Each entry by itself, under broadcasting.
TaskResult pointwise(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// (x, dim, ...): dimensions one further back, where they count from the front; `none` is all but the axis.
TaskResult along_dimensions(const ops::FunctionBuiltin& builtin, const TaskCall& call);
/// (input, target, ..., reduction, ...): entry by entry, then reduced for each task.
TaskResult loss_of_entries(const ops::FunctionBuiltin& builtin, const TaskCall& call);
TaskResult cross_entropy(const ops::FunctionBuiltin& builtin, const TaskCall& call);
Tensor linear(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

/// By LibTorch's vectorizing map (functorch's vmap).
TaskResult vmapped(const ops::FunctionBuiltin& builtin, const TaskCall& call);
Tensor vmapped(const nn::LayerBuiltin& builtin, const TaskLayerCall& call);

/// One call for each task: always right, and as slow as the tasks one after the other. `generators`: by task, of those
/// that draw; empty otherwise.
TaskResult one_by_one(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::span<at::Generator> generators);
Tensor one_by_one(const nn::LayerBuiltin& builtin, const TaskLayerCall& call, std::span<at::Generator> generators);

}  // namespace mlo::tasks
