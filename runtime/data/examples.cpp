#include "runtime/data/examples.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randperm.h>

#include <stdexcept>

#include "runtime/data/require.h"
#include "runtime/data/tensors.h"
#include "runtime/ops/builtin.h"

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

namespace {

ops::Value examples(ops::Call& call) {
  const Dataset& dataset = call.dataset(0);
  const Tensor classes = call.tensor(1);
  const std::int64_t count = call.integer(2);
  if (classes.dim() != 1 || classes.is_floating_point())
    throw std::invalid_argument("examples takes a list of classes, whole numbers [k]");
  if (classes.is_meta()) {  // only shapes are asked for
    std::vector<std::int64_t> shape = {classes.size(0), count};
    const auto& sample = dataset.info().sample_shape;
    shape.insert(shape.end(), sample.begin(), sample.end());
    return at::empty(shape, call.options());
  }
  const Tensor drawn = draw_examples(dataset, classes.cpu(), count, call.generator());
  return drawn.to(call.options().device(), at::typeMetaToScalarType(call.options().dtype()));
}

constexpr ops::FunctionEntry table[] = {
    {"examples(data: dataset, classes: tensor, count: integer in 1..)",
     "count distinct samples of each of the classes `[k]`, drawn at random: `[k, count, ...]`.", examples,
     ops::Draws::values},
};

}  // namespace

void add_examples(sema::Catalog& catalog) { ops::add_functions(catalog, table); }

}  // namespace mlo::data
