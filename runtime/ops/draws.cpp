// Random numbers. Always drawn on the CPU from the call's own generator, so that a run draws the same on every device.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/data/dataset.h"
#include "runtime/data/examples.h"
#include "runtime/ops/builtin.h"

namespace mlo::ops {
namespace {

/// The shape at argument i; a scalar's where there is none.
std::vector<std::int64_t> shape_at(const Call& call, std::size_t i) {
  return call.optional_integers(i).value_or(std::vector<std::int64_t>());
}

Tensor empty(const Call& call, std::size_t i) { return at::empty(shape_at(call, i), call.options().device(at::kCPU)); }

Tensor on_device(const Call& call, const Tensor& drawn) { return drawn.to(call.options().device()); }

Value uniform(Call& call) {
  const double low = call.number(0), high = call.number(1);
  if (low > high)
    throw std::invalid_argument("uniform takes a lower end that is not above the upper one, and got " +
                                std::to_string(low) + " and " + std::to_string(high));
  return on_device(call, empty(call, 2).uniform_(low, high, call.generator()));
}

Value randn(Call& call) { return on_device(call, empty(call, 0).normal_(0, 1, call.generator())); }

Value randint(Call& call) {
  const std::int64_t low = call.integer(0), high = call.integer(1);
  if (low >= high)
    throw std::invalid_argument("randint draws from low..high without high, and " + std::to_string(low) + ".." +
                                std::to_string(high) + " is empty");
  return on_device(call, at::randint(low, high, shape_at(call, 2), call.generator(), at::TensorOptions(at::kLong)));
}

Value bernoulli(Call& call) {
  if (call.is_number(0)) {
    const double p = call.number(0);
    if (!(p >= 0 && p <= 1))
      throw std::invalid_argument("bernoulli takes a probability in 0..1, and got " + std::to_string(p));
    return on_device(call, empty(call, 1).bernoulli_(p, call.generator()));
  }
  if (call.tensor(0).is_meta())
    return at::empty(call.none(1) ? call.tensor(0).sizes() : shape_at(call, 1), call.options());
  const Tensor p = call.floating(0).detach().cpu();
  return on_device(call, at::bernoulli(call.none(1) ? p : p.expand(shape_at(call, 1)), call.generator()));
}

Tensor shuffled(const Call& call, std::int64_t n) {
  return at::randperm(n, call.generator(), at::TensorOptions(at::kLong));
}

Value permutation(Call& call) { return on_device(call, shuffled(call, call.integer(0))); }

Value choose(Call& call) {
  const std::int64_t n = call.integer(0), k = call.integer(1);
  if (k > n)
    throw std::invalid_argument("choose cannot draw " + std::to_string(k) + " distinct numbers from the " +
                                std::to_string(n) + " in 0.." + std::to_string(n) + "; give a k that is not above n");
  return on_device(call, shuffled(call, n).slice(0, 0, k).clone());
}

Value examples(Call& call) {
  const data::Dataset& dataset = call.dataset(0);
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
  const Tensor drawn = data::draw_examples(dataset, classes.cpu(), count, call.generator());
  return drawn.to(call.options().device(), at::typeMetaToScalarType(call.options().dtype()));
}

constexpr FunctionEntry table[] = {
    {"uniform(low: real, high: real, shape: integers? in 0.. = none)",
     "Uniform numbers in low..high; one without a shape.", uniform, true},
    {"randn(shape: integers? in 0.. = none)", "Normal numbers of mean 0 and variance 1; one without a shape.", randn,
     true},
    {"randint(low: integer, high: integer, shape: integers? in 0.. = none)",
     "Whole numbers from low to high - 1, all equally likely; one without a shape.", randint, true},
    {"bernoulli(p: number, shape: integers? in 0.. = none)",
     "1 with probability p, else 0. Where p is a tensor, each entry is drawn with its own; no derivative reaches p.",
     bernoulli, true},
    {"permutation(n: integer in 0..)", "The numbers 0, ..., n - 1 in random order, int64 `[n]`.", permutation, true},
    {"choose(n: integer in 0.., k: integer in 0..)",
     "k distinct numbers of 0, ..., n - 1 in random order, all choices equally likely, int64 `[k]`.", choose, true},
    {"examples(data: dataset, classes: tensor, count: integer in 1..)",
     "count distinct samples of each of the classes `[k]`, drawn at random: `[k, count, ...]`.", examples, true},
};

}  // namespace

void add_draws(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
