// Several tasks at once: tensors that differ from task to task carry a leading dimension of that size, the task axis.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "runtime/eval/stream.h"
#include "runtime/ops/value.h"

namespace mlo::tasks {

using ops::Tensor;
using ops::Tensors;
using ops::Value;

/// What of all that a flat program reads carries the axis. The rest is the same for every task.
struct TaskAxis {
  std::int64_t count = 0;
  std::vector<char> problems;         ///< by problem: its parameters
  std::vector<char> envs;             ///< by env: its outputs
  std::vector<char> batches;          ///< by loader of the block
  bool arguments = false;             ///< of a function program
  std::vector<eval::Stream> streams;  ///< by task: of this block and pass
};

/// Tasks that have no common shape: they cannot run together, but they can one after the other.
struct CannotRunTogether : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// [T, ...] of a value without the axis, by views.
Tensor spread(const Tensor& t, std::int64_t tasks);
Value spread(const Value& value, std::int64_t tasks);
/// One task's part of a value that carries the axis.
Value part(const Value& value, std::int64_t task);
/// The parts of all tasks. Numbers that are equal stay a number (then `carries` is false), others become [T].
/// Throws CannotRunTogether for tensors of different shapes, or lists of different lengths.
Value gathered(const std::vector<Value>& parts, const at::TensorOptions& options, bool& carries);
/// [T, s...] as [T, 1, ..., s...] with `rank` dimensions behind the axis, so that it broadcasts as each part would.
Tensor aligned(const Tensor& t, std::int64_t rank);

}  // namespace mlo::tasks
