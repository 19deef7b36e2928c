// Between tensors of whole numbers and vectors of them, and what datasets ask of labels.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/sema/catalog.h"

namespace mlo::data {

using at::Tensor;
using Rows = std::vector<std::int64_t>;

/// `[n]` int64, a copy.
Tensor to_tensor(std::span<const std::int64_t> values);
/// A view of a contiguous int64 tensor's values, valid while the tensor lives.
std::span<const std::int64_t> values_of(const Tensor& tensor);
std::span<const std::int64_t> values_of(Tensor&&) = delete;

/// For each class the rows with that label, in order. Labels must be in `0..classes`.
std::vector<Rows> rows_by_class(const Tensor& labels, std::int64_t classes);

/// What is known of a set of classes whose labels are these.
sema::DataInfo class_info(const Tensor& labels, std::int64_t classes, std::vector<std::int64_t> sample_shape);

}  // namespace mlo::data
