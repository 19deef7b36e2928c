// What other functions of matrices need of the decompositions.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::ops {

/// NaN where a matrix is singular, and no error: shapes are checked on zeros.
at::Tensor inverse_of(const at::Tensor& x);

}  // namespace mlo::ops
