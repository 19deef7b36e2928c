// Pooling by windows of 3 x 3 with stride 1 and padding 1, which keeps an image's size: what cells of searched networks
// mix.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// The largest entry of each window of a plain `x [N, C, H, W]`. The first of equal entries counts, and NaN is larger
/// than all, as in at::max_pool2d, whose branches take thirty times as long.
Tensor max_pool_3x3(const Tensor& x);

/// The mean of each window; what is beyond the border counts as zero, or, without `counts_padding`, not at all.
Tensor avg_pool_3x3(const Tensor& x, bool counts_padding);

}  // namespace mlo::kernels
