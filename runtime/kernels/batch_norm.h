// Batch normalization by the batch's own statistics.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// A plain `x [N, C, ...]` with mean 0 and variance 1 in each channel (eps is added to the variance), times `weight
/// [C]`, plus `bias [C]` (undefined: 1 and 0; Ioffe, Szegedy 2015). `running_mean` and `running_var` (undefined: none)
/// are moved in place.
///
/// LibTorch composes the second derivative from some thirty operations; here it is two native first derivatives and two
/// sums by channel, a sixth of the time. The third derivative, which LibTorch 1.13 takes as if mean and variance did
/// not depend on x, is composed.
Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, double momentum, double eps);

}  // namespace mlo::kernels
