#include "runtime/kernels/simd/routines.h"

#include <atomic>

namespace mlo::kernels {

// Made by CMake, each from the files in simd/.
#define MLO_KIND(kind)               \
  namespace kind {                   \
  template <class T>                 \
  const Routines<T>& own_routines(); \
  }
MLO_KIND(plain)
#if MLO_SEVERAL_PROCESSORS
MLO_KIND(avx2)
MLO_KIND(avx512)
#endif
#undef MLO_KIND

namespace {

int count_kinds() {
#if MLO_SEVERAL_PROCESSORS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return 3;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 2;
#endif
  return 1;
}

std::atomic<int>& kind_in_use() {
  static std::atomic<int> kind = kinds_of_routines() - 1;
  return kind;
}

}  // namespace

int kinds_of_routines() {
  static const int count = count_kinds();
  return count;
}

void use_routines(int kind) { kind_in_use() = kind; }

template <class T>
const Routines<T>& routines() {
#if MLO_SEVERAL_PROCESSORS
  const int kind = kind_in_use();
  if (kind == 2) return avx512::own_routines<T>();
  if (kind == 1) return avx2::own_routines<T>();
#endif
  return plain::own_routines<T>();
}

template const Routines<float>& routines<float>();
template const Routines<double>& routines<double>();

}  // namespace mlo::kernels
