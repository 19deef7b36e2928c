#include "runtime/eval/stream.h"

#include <ATen/CPUGeneratorImpl.h>

namespace mlo::eval {
namespace {

std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

Stream Stream::of(std::string_view name) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Stream(mix(state_ ^ mix(hash)));
}

Stream Stream::of(std::int64_t number) const { return Stream(mix(state_ + mix(static_cast<std::uint64_t>(number)))); }

at::Generator Stream::generator() const { return at::make_generator<at::CPUGeneratorImpl>(state_); }

}  // namespace mlo::eval
