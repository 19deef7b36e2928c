#include "runtime/data/examples.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randperm.h>

#include <stdexcept>

#include "runtime/data/require.h"
#include "runtime/data/tensors.h"

namespace mlo::data {

Tensor draw_examples(const Dataset& data, const Tensor& classes, std::int64_t count, at::Generator& generator) {
  require_classes(data, "examples");
  if (classes.scalar_type() != at::kLong || classes.dim() != 1 || classes.numel() == 0) {
    throw std::runtime_error("examples: the classes must be a list of whole numbers, one at least");
  }
  if (count < 1) throw std::runtime_error("examples: count must be 1 or more; it is " + std::to_string(count));
  const auto& by_class = data.by_class();
  const Tensor wanted = classes.cpu().contiguous();
  std::vector<Tensor> rows;
  for (const std::int64_t c : values_of(wanted)) {
    if (c < 0 || c >= static_cast<std::int64_t>(by_class.size())) {
      throw std::runtime_error("examples: there is no class " + std::to_string(c) + "; the dataset has 0 to " +
                               std::to_string(by_class.size() - 1));
    }
    const Tensor& of_class = by_class[static_cast<std::size_t>(c)];
    if (of_class.numel() < count) {
      throw std::runtime_error("examples: class " + std::to_string(c) + " has " + std::to_string(of_class.numel()) +
                               " samples, " + std::to_string(count) + " are wanted");
    }
    const Tensor order = at::randperm(of_class.numel(), generator, at::kLong);
    rows.push_back(at::index_select(of_class, 0, order.narrow(0, 0, count)));
  }
  const Tensor drawn = at::index_select(data.samples().x, 0, at::cat(rows));
  std::vector<std::int64_t> shape = {wanted.numel(), count};
  shape.insert(shape.end(), drawn.sizes().begin() + 1, drawn.sizes().end());
  return drawn.reshape(shape);
}

}  // namespace mlo::data
