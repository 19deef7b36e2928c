// First and second derivatives against central differences.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace mlo::test {

using Differentiable = std::function<at::Tensor(const std::vector<at::Tensor>&)>;

/// "" where autograd's first and second derivatives of f (float64) along all its inputs agree with central differences;
/// else what differs. The function must be smooth within 1e-4 of its inputs.
std::string compare_derivatives(const Differentiable& f, const std::vector<at::Tensor>& inputs,
                                double tolerance = 1e-6);

}  // namespace mlo::test
