// Streams of random numbers: each belongs to (seed, problem or env or validation, place, pass), so that no draw depends
// on the order in which others are made.
#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <string_view>

namespace mlo::eval {

class Stream {
 public:
  explicit Stream(std::uint64_t state = 0) : state_(state) {}
  /// The stream of a part of this one. FNV-1a over the bytes, then the finalizer of splitmix64 (Steele et al. 2014).
  Stream of(std::string_view name) const;
  Stream of(std::int64_t number) const;
  std::uint64_t seed() const { return state_; }
  at::Generator generator() const;

 private:
  std::uint64_t state_;
};

}  // namespace mlo::eval
