// What functions check of their arguments, and how they say it.
#pragma once

#include <initializer_list>
#include <string>

#include "runtime/ops/call.h"

namespace mlo::ops {

/// Throws std::invalid_argument: "bmm takes batches of matrices [N, n, k] and [N, k, m], and got [2, 3] and [3, 4]".
[[noreturn]] void refuse(const std::string& function, const std::string& takes, std::initializer_list<Tensor> got);

/// Argument i as indices: int64. Throws std::invalid_argument for fractions.
Tensor indices(const Call& call, std::size_t i, const std::string& function);

/// Argument i as matrices `[..., n, m]` of fractions.
Tensor matrices(const Call& call, std::size_t i, const std::string& function);
/// The same for `[..., n, n]`.
Tensor square_matrices(const Call& call, std::size_t i, const std::string& function);

/// Factors of one type: whole numbers beside fractions become the run's precision, as beside `+`.
Tensors factors(const Call& call, Tensors given);

/// Several results of one function, whose row in the table says how many (`results`).
Value list_of(const Tensors& results);

}  // namespace mlo::ops
