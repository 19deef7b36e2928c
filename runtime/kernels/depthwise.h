// Depthwise convolutions of images: each channel with a kernel of its own.
#pragma once

#include <ATen/core/Tensor.h>

#include "runtime/kernels/convolution.h"

namespace mlo::kernels {

/// Whether the functions below take this: as many groups as channels in and out, stride 1, at most as much padding as
/// keeps all windows on the image. LibTorch's own derivatives of these are ten times slower, and more with a dilation.
bool is_depthwise(const Geometry& geometry, at::IntArrayRef x, at::IntArrayRef weight);

/// `x [N, C, H, W]` with `weight [C, 1, h, w]` and `bias [C]` (undefined: none), without a graph, as are all of these.
Tensor depthwise(const Geometry& geometry, const Tensor& x, const Tensor& weight, const Tensor& bias);
/// The derivative along x, of shape `x`, for the cotangent g.
Tensor depthwise_along_x(const Geometry& geometry, const Tensor& g, const Tensor& weight);
/// The derivative along the weight, of shape `weight`.
Tensor depthwise_along_weight(const Geometry& geometry, const Tensor& g, const Tensor& x, at::IntArrayRef weight);

}  // namespace mlo::kernels
