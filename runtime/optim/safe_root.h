// A square root whose derivatives stay finite at 0.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::optim {

/// sqrt(v) exactly, for v >= 0 (what rounding put below 0 counts as 0). Where v is so small that v^(-3/2), its second
/// derivative's factor, would overflow (v < 5e-26 in float32, 2e-205 in float64), the derivative is taken as 0: the
/// second moment of a gradient that is always 0 has sqrt' = infinity, times the 0 of the square inside, which is NaN.
at::Tensor safe_root(const at::Tensor& v);

}  // namespace mlo::optim
