#include "runtime/engine/threads.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>

#include "runtime/engine/blas.h"

namespace mlo::engine {
namespace {

/// `at::set_num_threads` does not reach OpenBLAS, which starts with a thread for each core. Its environment variable is
/// read while the library is loaded, before `main`; this function works at any time, and is missing in other libraries.
void make_openblas_single_threaded() {
  using SetThreads = void (*)(int);
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

}  // namespace

void configure_threads() {
  choose_blas_routines();
  at::set_num_threads(1);
  at::set_num_interop_threads(1);
  make_openblas_single_threaded();
  at::globalContext().setFlushDenormal(true);
}

}  // namespace mlo::engine
