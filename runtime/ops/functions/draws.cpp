// Random choices. Always drawn on the CPU from the call's own generator, so that a run draws the same on every device.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"

namespace mlo::ops {
namespace {

/// The shape at argument i; a scalar's where there is none.
std::vector<std::int64_t> shape_at(const Call& call, std::size_t i) {
  return call.optional_integers(i).value_or(std::vector<std::int64_t>());
}

Tensor empty(const Call& call, std::size_t i) { return at::empty(shape_at(call, i), call.options().device(at::kCPU)); }

Value randint(Call& call) {
  const std::int64_t low = call.integer(0), high = call.integer(1);
  if (low >= high)
    throw std::invalid_argument("randint draws from low..high without high, and " + std::to_string(low) + ".." +
                                std::to_string(high) + " is empty");
  return call.on_device(at::randint(low, high, shape_at(call, 2), call.generator(), at::TensorOptions(at::kLong)));
}

Value bernoulli(Call& call) {
  if (call.is_number(0)) {
    const double p = call.number(0);
    if (!(p >= 0 && p <= 1))
      throw std::invalid_argument("bernoulli takes a probability in 0..1, and got " + std::to_string(p));
    return call.on_device(empty(call, 1).bernoulli_(p, call.generator()));
  }
  if (call.tensor(0).is_meta())
    return at::empty(call.none(1) ? call.tensor(0).sizes() : shape_at(call, 1), call.options());
  const Tensor p = call.floating(0).detach().cpu();
  return call.on_device(at::bernoulli(call.none(1) ? p : p.expand(shape_at(call, 1)), call.generator()));
}

/// Rows `[N, C]` of weights; where all of a tensor are 0, as while shapes are checked, all numbers are equally likely.
Tensor weights_of(const Call& call) {
  const Tensor p = call.floating(0).detach().cpu();
  if (p.dim() == 0) throw std::invalid_argument("multinomial takes probabilities [..., C], and got one number");
  const Tensor rows = p.reshape({-1, p.size(-1)});
  return at::eq(rows, 0).all().item<bool>() ? at::ones_like(rows) : rows;
}

Value multinomial(Call& call) {
  const std::int64_t count = call.integer(1), classes = call.tensor(0).dim() == 0 ? 0 : call.tensor(0).size(-1);
  auto shape = call.tensor(0).sizes().vec();
  if (!shape.empty()) shape.back() = count;
  if (call.tensor(0).is_meta()) return at::empty(shape, call.options().dtype(at::kLong));
  const Tensor rows = weights_of(call);
  if (count > classes && !call.boolean(2))
    throw std::invalid_argument("multinomial cannot draw " + std::to_string(count) + " distinct numbers from " +
                                std::to_string(classes) + "; `replacement = true` draws some more than once");
  return call.on_device(at::multinomial(rows, count, call.boolean(2), call.generator()).view(shape));
}

Tensor shuffled(const Call& call, std::int64_t n) {
  return at::randperm(n, call.generator(), at::TensorOptions(at::kLong));
}

Value permutation(Call& call) { return call.on_device(shuffled(call, call.integer(0))); }

Value choose(Call& call) {
  const std::int64_t n = call.integer(0), k = call.integer(1);
  if (k > n)
    throw std::invalid_argument("choose cannot draw " + std::to_string(k) + " distinct numbers from the " +
                                std::to_string(n) + " in 0.." + std::to_string(n) + "; give a k that is not above n");
  return call.on_device(shuffled(call, n).slice(0, 0, k).clone());
}

constexpr FunctionEntry draws_table[] = {
    {"randint(low: integer, high: integer, shape: integers? in 0.. = none)",
     "Whole numbers from low to high - 1, all equally likely; one without a shape.", randint, Draws::values},
    {"bernoulli(p: number, shape: integers? in 0.. = none)",
     "1 with probability p, else 0. Where p is a tensor, each entry is drawn with its own; no derivative reaches p.",
     bernoulli, Draws::values},
    {"multinomial(probabilities: tensor, count: integer in 1.. = 1, replacement: boolean = false)",
     "count numbers of 0, ..., C - 1, drawn with these probabilities `[..., C]` (they need not sum to 1): `[..., "
     "count]`, int64.",
     multinomial, Draws::values},
    {"permutation(n: integer in 0..)", "The numbers 0, ..., n - 1 in random order, int64 `[n]`.", permutation,
     Draws::values},
    {"choose(n: integer in 0.., k: integer in 0..)",
     "k distinct numbers of 0, ..., n - 1 in random order, all choices equally likely, int64 `[k]`.", choose,
     Draws::values},
};

}  // namespace

void add_draws(sema::Catalog& catalog) { add_functions(catalog, draws_table); }

}  // namespace mlo::ops
