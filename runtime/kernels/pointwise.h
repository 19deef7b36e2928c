// Convolutions with a 1 x 1 kernel: the same small matrix for the channels of every place.
#pragma once

#include <ATen/core/Tensor.h>

#include "runtime/kernels/convolution.h"

namespace mlo::kernels {

/// Whether the functions below take this: no stride, padding or groups, and no more channels than pay. There oneDNN
/// takes longer to bring images into its order and back than to multiply.
bool is_pointwise(const Geometry& geometry, at::IntArrayRef x, at::IntArrayRef weight);

/// `x [N, C, ...]` with `weight [O, C, 1 ...]` and `bias [O]` (undefined: none), without a graph, as are all of these.
Tensor pointwise(const Tensor& x, const Tensor& weight, const Tensor& bias);
/// The derivative along x for the cotangent g.
Tensor pointwise_along_x(const Tensor& g, const Tensor& weight);
/// The derivative along the weight.
Tensor pointwise_along_weight(const Tensor& g, const Tensor& x, at::IntArrayRef weight);

}  // namespace mlo::kernels
