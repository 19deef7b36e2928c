#include "runtime/data/random.h"

#include <ATen/ops/arange.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace mlo::data {
namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::initializer_list<std::int64_t> key) {
  for (const std::int64_t part : key) state_ = mix(state_ + golden + mix(static_cast<std::uint64_t>(part) + golden));
}

std::uint64_t Random::next() { return mix(state_ += golden); }

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u is in (0, 1]
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::int64_t Random::below(std::int64_t n) {
  const auto range = static_cast<std::uint64_t>(n);
  std::uint64_t draw = next();
  // Draws below 2^64 mod n would favour small numbers; as that is less than n, it is seldom asked for.
  while (draw < range && draw < (0 - range) % range) draw = next();
  return static_cast<std::int64_t>(draw % range);
}

at::Tensor permutation(std::int64_t n, Random& random) {
  at::Tensor order = at::arange(n, at::kLong);
  auto* values = order.data_ptr<std::int64_t>();
  for (std::int64_t i = n - 1; i > 0; --i) std::swap(values[i], values[random.below(i + 1)]);
  return order;
}

}  // namespace mlo::data
