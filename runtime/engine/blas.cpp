#include "runtime/engine/blas.h"

#include <dlfcn.h>

#include <cstdlib>

namespace mlo::engine {
namespace {

template <class Function>
Function* symbol(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

/// In OpenBLAS's words: the best kind whose instructions this processor has, or null.
const char* best_known_kind() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (avx512) return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return nullptr;
}

}  // namespace

std::string blas_processor() {
  const auto name = symbol<char*()>("openblas_get_corename");
  return name ? name() : "";
}

void choose_blas_routines() {
  constexpr const char* asked = "OPENBLAS_CORETYPE";
  const char* kind = best_known_kind();
  const auto forget = symbol<void()>("gotoblas_dynamic_quit"), choose = symbol<void()>("gotoblas_dynamic_init");
  if (blas_processor() != "Prescott" || kind == nullptr || !forget || !choose || std::getenv(asked)) return;
  setenv(asked, kind, 1);
  forget();
  choose();
  unsetenv(asked);
}

}  // namespace mlo::engine
