#include "runtime/engine/blas.h"

#include <ATen/ATen.h>

#include "tests/unit/catch.h"

using namespace mlo::engine;

TEST_CASE("matrix products use routines that fit the processor, and stay right") {
  at::manual_seed(1);
  const at::Tensor a = at::randn({70, 130}), b = at::randn({130, 90});
  choose_blas_routines();
  const at::Tensor want = (a.unsqueeze(2).to(at::kDouble) * b.unsqueeze(0).to(at::kDouble)).sum(1);
  CHECK((at::mm(a, b).to(at::kDouble) - want).abs().max().item<double>() < 1e-3);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) CHECK(blas_processor() != "Prescott");
#endif
}

TEST_CASE("routines are chosen once: again changes nothing") {
  choose_blas_routines();
  const std::string chosen = blas_processor();
  choose_blas_routines();
  CHECK(blas_processor() == chosen);
}
