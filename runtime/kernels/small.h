// Arithmetic of small tensors as plain loops: for a few entries LibTorch's dispatch takes many times as long as the
// arithmetic. Each function means what LibTorch's of its name does, and is handed to it where a graph is recorded and
// where the tensors are large, of several types or shapes, or not plain.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// a + factor * b
Tensor add(const Tensor& a, const Tensor& b, double factor = 1);
Tensor add(const Tensor& a, const at::Scalar& b);
Tensor sub(const Tensor& a, const Tensor& b);
/// a - b
Tensor sub(const at::Scalar& a, const Tensor& b);
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const at::Scalar& b);
Tensor div(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, const at::Scalar& b);
Tensor neg(const Tensor& a);
/// Direct for squares, the power that losses are made of.
Tensor pow(const Tensor& a, const at::Scalar& exponent);
/// Of all entries.
Tensor sum(const Tensor& a);
Tensor mean(const Tensor& a);
/// The sums over dimensions along which `sizes` was broadcast.
Tensor sum_to(const Tensor& a, at::IntArrayRef sizes);
/// One number in each entry.
Tensor expand(const Tensor& number, at::IntArrayRef sizes);
/// (a - b)^2, reduced as at::Reduction says.
Tensor mse_loss(const Tensor& a, const Tensor& b, std::int64_t reduction);
/// (1 - y) x - log sigmoid(x), reduced: the cross entropy of logits x, given their log_s = log sigmoid(x).
Tensor binary_cross_entropy(const Tensor& x, const Tensor& log_s, const Tensor& y, std::int64_t reduction);
/// A number in each entry.
Tensor full_like(const Tensor& a, double number);
/// The only entry.
double item(const Tensor& number);

}  // namespace mlo::kernels
