// Max-pooling by windows of 2 x 2, the one that networks are made of.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// The largest entry of each 2 x 2 window of a plain `x [N, C, H, W]`: `[N, C, H / 2, W / 2]`, rounded down. The first
/// of equal entries counts, and NaN is larger than all, as in at::max_pool2d, whose branches take several times as
/// long.
Tensor max_pool_2x2(const Tensor& x);

}  // namespace mlo::kernels
