// PyTorch's default initialization, bit for bit: the same numbers from the same generator in the same order.
#pragma once

#include "runtime/nn/layer.h"

namespace mlo::nn {

/// A weight `[out, in, ...]` and, where there is a second shape, a bias. Weight: He et al. 2015 with a = sqrt(5), which
/// is uniform in ±1/sqrt(fan_in), fan_in being the entries of weight[0]; bias: uniform in ±1/sqrt(fan_in).
Tensors kaiming_uniform(const Call& call, const std::vector<Shape>& shapes);

/// Uniform in ±bound.
Tensor uniform(const Call& call, const Shape& shape, double bound);

/// Glorot and Bengio 2010, of a matrix `[out, in]`: uniform in ±sqrt(6 / (in + out)).
Tensor xavier_uniform(const Call& call, const Shape& shape);

/// Normal numbers of mean 0 and variance 1.
Tensor standard_normal(const Call& call, const Shape& shape);

/// Ones, and zeros where there is a second shape (scale and shift of normalizations).
Tensors ones_and_zeros(const Call& call, const std::vector<Shape>& shapes);

}  // namespace mlo::nn
