#include "runtime/data/tensors.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace mlo::data {

Tensor to_tensor(std::span<const std::int64_t> values) {
  Tensor out = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::copy(values.begin(), values.end(), out.data_ptr<std::int64_t>());
  return out;
}

std::span<const std::int64_t> values_of(const Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), static_cast<std::size_t>(tensor.numel())};
}

std::vector<Rows> rows_by_class(const Tensor& labels, std::int64_t classes) {
  std::vector<Rows> out(static_cast<std::size_t>(classes));
  std::int64_t row = 0;
  for (const std::int64_t label : values_of(labels)) out.at(static_cast<std::size_t>(label)).push_back(row++);
  return out;
}

sema::DataInfo class_info(const Tensor& labels, std::int64_t classes, std::vector<std::int64_t> sample_shape) {
  sema::DataInfo info;
  info.count = labels.numel();
  info.classes = classes;
  info.sample_shape = std::move(sample_shape);
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(classes));
  for (const std::int64_t label : values_of(labels)) ++sizes.at(static_cast<std::size_t>(label));
  info.smallest_class = sizes.empty() ? 0 : *std::min_element(sizes.begin(), sizes.end());
  return info;
}

}  // namespace mlo::data
