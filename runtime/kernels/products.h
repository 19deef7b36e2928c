// Products of many small matrices, one of each task. LibTorch 1.13 makes views of every one of them before it calls the
// BLAS, which for small ones takes several times as long as the product.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// Whether the functions below take such a tensor: `[T, n, m]` of single or double precision on the CPU.
bool is_batch_of_matrices(const Tensor& t);

/// `x @ weight^T + bias` for each task: x `[T, n, in]`, weight `[T, out, in]`, bias `[T, out]` or undefined. Can be
/// differentiated any number of times.
Tensor batched_linear(const Tensor& x, const Tensor& weight, const Tensor& bias);

/// `a @ b` for each task, a (or b) transposed where that is said. Can be differentiated any number of times.
Tensor batched_product(const Tensor& a, bool transpose_a, const Tensor& b, bool transpose_b);

}  // namespace mlo::kernels
