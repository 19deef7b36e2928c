// Sums within each of many tasks, by plain loops.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// `factor` times the sum of all entries of each task: `[T, ...]` to `[T]`. Can be differentiated any number of times.
Tensor sum_of_each(const Tensor& t, double factor = 1);

/// The sum of each task's rows: `[T, n, m]` to `[T, m]`. Can be differentiated any number of times.
Tensor sum_of_rows(const Tensor& t);

}  // namespace mlo::kernels
