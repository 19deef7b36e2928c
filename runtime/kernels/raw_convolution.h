// A convolution and its first derivatives without a graph, by what is fastest for its shape.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "runtime/kernels/convolution.h"

namespace mlo::kernels {

Tensor raw_convolution(const Geometry& geometry, const Tensor& x, const Tensor& weight, const Tensor& bias);

struct ConvolutionDerivatives {
  Tensor x, weight, bias;  ///< undefined where not asked for
};

/// The derivatives along x, the weight and the bias that `mask` asks for. That along x reads the weight alone and that
/// along the weight x alone: the other may be undefined, and its shape counts.
ConvolutionDerivatives raw_convolution_backward(const Geometry& geometry, const Tensor& g, const Tensor& x,
                                                at::IntArrayRef x_shape, const Tensor& weight,
                                                at::IntArrayRef weight_shape, std::array<bool, 3> mask);

}  // namespace mlo::kernels
