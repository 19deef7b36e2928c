#include "runtime/kernels/simd/routines.h"

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

template <class T>
const Routines<T>& fitting() {
#if MLO_SEVERAL_PROCESSORS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return avx512::own_routines<T>();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::own_routines<T>();
#endif
  return plain::own_routines<T>();
}

}  // namespace

template <class T>
const Routines<T>& routines() {
  static const Routines<T>& chosen = fitting<T>();
  return chosen;
}

template const Routines<float>& routines<float>();
template const Routines<double>& routines<double>();

}  // namespace mlo::kernels
