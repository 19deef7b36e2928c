// Gradients side by side.
#pragma once

#include <functional>

#include "runtime/solve/solution.h"
#include "runtime/verify/verify.h"

namespace mlo::engine {

Comparison compare(const std::string& reference, const at::Tensor& g, const at::Tensor& r);

/// A loss along a shift of the parameters, flat.
using LossAt = std::function<double(const at::Tensor& shift)>;
/// `g` beside central differences of the loss: along every entry where there are few, else along g itself and some
/// random directions, all orthonormal, which stand for all others; then cosine and error are estimates.
Comparison compare_with_differences(const at::Tensor& g, const LossAt& loss);

}  // namespace mlo::engine
