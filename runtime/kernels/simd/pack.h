// A register full of numbers, as large as the processor that is compiled for has them.
// Files of this folder are compiled for several kinds of processors. They use nothing of the standard library but
// constants and copies: of a function that several files hold the linker keeps one, whatever processor it is for.
#pragma once

#include <cstdint>
#include <cstring>

namespace mlo::kernels::MLO_PROCESSOR {

#if defined(__AVX512F__)
constexpr int register_bytes = 64;
#elif defined(__AVX__)
constexpr int register_bytes = 32;
#else
constexpr int register_bytes = 16;
#endif

template <class T>
struct Pack {
  static constexpr std::int64_t size = register_bytes / sizeof(T);
  typedef T Lanes __attribute__((vector_size(register_bytes)));
  Lanes lanes;

  static Pack all(T value) { return {value - Lanes{}}; }
  static Pack load(const T* from) {
    Pack out;
    std::memcpy(&out.lanes, from, sizeof(Lanes));
    return out;
  }
  void store(T* to) const { std::memcpy(to, &lanes, sizeof(Lanes)); }
  T sum() const {
    T out = 0;
    for (std::int64_t i = 0; i < size; ++i) out += lanes[i];
    return out;
  }
};

}  // namespace mlo::kernels::MLO_PROCESSOR
