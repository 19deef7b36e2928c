// Random numbers that are the same on every machine, compiler and version of LibTorch: the standard's distributions
// and LibTorch's random permutations are not.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <initializer_list>

namespace mlo::data {

/// SplitMix64 (Steele, Lea, Flood 2014), started from a key of any length: a stream of its own for each key.
class Random {
 public:
  explicit Random(std::initializer_list<std::int64_t> key);

  std::uint64_t next();
  /// In [0, 1), a multiple of 2^-53.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// N(0, 1), by Box and Muller.
  double normal();
  /// Uniform in 0..n (n excluded), without the bias of a remainder; n >= 1.
  std::int64_t below(std::int64_t n);
  bool chance(double probability) { return uniform() < probability; }

 private:
  std::uint64_t state_ = 0;
};

/// A uniformly drawn order of 0..n, `[n]` int64 (Fisher and Yates).
at::Tensor permutation(std::int64_t n, Random& random);

}  // namespace mlo::data
