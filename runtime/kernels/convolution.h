// Convolutions whose derivatives, of every order, are convolutions again.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace mlo::kernels {

using at::Tensor;

struct Geometry {
  std::vector<std::int64_t> stride, padding, dilation;  ///< one for each dimension of space
  std::int64_t groups = 1;
};

/// `x [N, C, ...]` with `weight [O, C / groups, ...]` and `bias [O]` (undefined: none), as at::convolution.
///
/// LibTorch 1.13's second derivative takes a slow, plain loop for what is a transposed convolution (twice the time of
/// the rest of a Hessian-vector product); here the three operations x * w, its derivative along x and its derivative
/// along w, each linear in both of its arguments, are each other's derivatives, and all run on oneDNN.
Tensor convolution(const Tensor& x, const Tensor& weight, const Tensor& bias, const Geometry& geometry);

}  // namespace mlo::kernels
