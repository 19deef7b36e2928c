// What losses share: reductions, and shapes that must agree instead of broadcasting.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

/// "mean", "sum", "none" as at::Reduction.
std::int64_t reduction_of(const std::string& name);

/// The mean or the sum of all entries, or the entries.
Tensor reduced(const Tensor& entries, const std::string& reduction);

/// Arguments 0 and 1 of equal shape; whole numbers in the second become the first's type. Throws std::invalid_argument
/// naming both shapes: `[N]` against `[N, 1]` would broadcast to `[N, N]` without a word.
std::pair<Tensor, Tensor> matched(const Call& call, const std::string& name);

/// The argument as a factor on entries of this shape (it may broadcast to it, not beyond it); undefined for `none`.
Tensor factor(const Call& call, std::size_t i, const Tensor& entries, const std::string& name);

}  // namespace mlo::ops
