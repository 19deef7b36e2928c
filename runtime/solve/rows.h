// Systems of many tasks at once: vectors [T, n], a row for each. One task alone is one row.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace mlo::solve {

using at::Tensor;
using Tensors = std::vector<Tensor>;
using Numbers = std::vector<double>;  ///< one for each row

/// All entries of the tensors, [T, n]. `tasks` 0: they have no task axis, and make one row.
Tensor to_rows(const Tensors& tensors, std::int64_t tasks);
Tensors from_rows(const Tensor& rows, const Tensors& like, std::int64_t tasks);

/// <a, b> and |a| of each row.
Numbers products(const Tensor& a, const Tensor& b);
Numbers norms(const Tensor& a);
/// x + c y by rows.
Tensor add_rows(const Tensor& x, const Tensor& y, const Numbers& c);
/// A number for each row, as [T] of this type.
Tensor column(const Numbers& numbers, const Tensor& like);

/// Tensors with a task axis (`tasks` > 0) or without: x + c y, task by task.
Tensors add_tasks(const Tensors& x, const Tensors& y, const Numbers& c, std::int64_t tasks);

}  // namespace mlo::solve
