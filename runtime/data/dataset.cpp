#include "runtime/data/dataset.h"

#include <stdexcept>

#include "runtime/data/tensors.h"

namespace mlo::data {

const Samples& Dataset::samples() const {
  std::call_once(read_once_, [this] { samples_ = read(); });
  return samples_;
}

const std::vector<Tensor>& Dataset::by_class() const {
  std::call_once(index_once_, [this] {
    const std::int64_t classes = info().classes;
    if (classes == 0) throw std::runtime_error("the targets of this dataset are numbers, not classes");
    for (const auto& rows : rows_by_class(targets(), classes)) by_class_.push_back(to_tensor(rows));
  });
  return by_class_;
}

}  // namespace mlo::data
