// Other shapes, and entries picked by constant subscripts.
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// Constant integers, one or a list of them.
std::vector<std::int64_t> integers(const TaskCall& call, std::size_t i) {
  return ops::Call(call.arguments, call.options).integers(i);
}

Value with_front(std::int64_t first, const std::vector<std::int64_t>& rest) {
  ops::List out{first};
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

/// x [T, ...] with as many dimensions for each task as `sizes` names, or more; and `first` before those sizes.
TaskResult sized(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::int64_t first) {
  const std::vector<std::int64_t> sizes = integers(call, 1);
  std::vector<Value> arguments = copied(call);
  arguments[0] = aligned(*call.arguments[0].tensor(), static_cast<std::int64_t>(sizes.size()));
  arguments[1] = with_front(first, sizes);
  return {run(builtin, arguments, call)};
}

}  // namespace

TaskResult reshape(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = copied(call);
  arguments[1] = with_front(call.tasks, integers(call, 1));
  return {run(builtin, arguments, call)};
}

TaskResult squeeze(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  if (!call.arguments[1].is_none()) return along_named_dimensions(builtin, call);
  const Tensor& x = *call.arguments[0].tensor();
  std::vector<std::int64_t> shape{call.tasks};
  for (const std::int64_t size : x.sizes().slice(1))
    if (size != 1) shape.push_back(size);
  return {x.reshape(shape)};
}

/// -1 leaves a dimension as it is: there is none where a new one is asked for.
TaskResult expand(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::vector<std::int64_t> shape = integers(call, 1);
  const auto rank = static_cast<std::size_t>(rank_of(call, 0));
  for (std::size_t i = 0; i + rank < shape.size(); ++i)
    if (shape[i] < 0) return each(builtin, call);
  if (shape.size() < rank) return each(builtin, call);
  return sized(builtin, call, call.tasks);
}

TaskResult repeat(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  if (static_cast<std::int64_t>(integers(call, 1).size()) < rank_of(call, 0)) return each(builtin, call);
  return sized(builtin, call, 1);
}

/// Copies along the last dimensions: fewer than x has leave the axis alone, and so does what `aligned` makes of more.
TaskResult tile(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = copied(call);
  arguments[0] = aligned(*call.arguments[0].tensor(), static_cast<std::int64_t>(integers(call, 1).size()));
  return {run(builtin, arguments, call)};
}

/// Behind a slice of all tasks. Several tensors of indices may move that to another place.
TaskResult index(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const ops::List* subscripts = call.arguments[1].list();
  if (call.carries[1] || subscripts == nullptr) return vmapped(builtin, call);
  if (call.arguments[0].list() != nullptr) return {run(builtin, call.arguments, call)};
  const auto of_tensor = [](const Value& value) { return value.tensor() != nullptr; };
  if (std::count_if(subscripts->begin(), subscripts->end(), of_tensor) > 1) return vmapped(builtin, call);
  ops::List moved{Value(ops::List{{}, {}, {}})};
  moved.insert(moved.end(), subscripts->begin(), subscripts->end());
  return {run(builtin, std::vector<Value>{call.arguments[0], moved}, call)};
}

/// Images [T, k, ...] and turns [T, k] as T k of them.
TaskResult quarter_turns(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::vector<Value> both = all_spread(call);
  const Tensor &images = *both[0].tensor(), &turns = *both[1].tensor();
  if (images.dim() < 4 || turns.dim() != 2 || images.size(1) != turns.size(1)) return each(builtin, call);
  const Value out = run(builtin, std::vector<Value>{folded(images), folded(turns)}, call);
  return {unfolded(*out.tensor(), call.tasks)};
}

TaskResult of_batches(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::int64_t rank = rank_of(call, 0);
  const bool unbatched = builtin.name() == "im2col" ? rank != 4 : rank < 3;
  if (unbatched) return each(builtin, call);
  std::vector<Value> arguments = copied(call);
  arguments[0] = folded(*arguments[0].tensor());
  return {unfolded(*run(builtin, arguments, call).tensor(), call.tasks)};
}

TaskResult same_for_all(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> first;
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    first.push_back(call.carries[i] ? part(call.arguments[i], 0) : call.arguments[i]);
  return {run(builtin, first, call), false};
}

}  // namespace mlo::tasks
