// Both problems stand at a bound at the solution: min 1/2 (x1 - .8)^2 + 1/2 (x2 - .2)^2 + 1/2 (y - 1)^2 over lower
// solutions of 1/2 y^2 - y - x1 y + 2 x2 y, all in [0, 1]: x* = (.8, .2), y* = 1 (unconstrained 1.4), F* = 0.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const program = R"(
problem x {
  module     = tensor([0.5, 0.5])
  optimizer  = sgd(lr = 0.3)
  constraint = box(0, 1)
  loss       = 0.5 * (self()[0] - 0.8) ^ 2 + 0.5 * (self()[1] - 0.2) ^ 2 + 0.5 * (y() - 1) ^ 2
}
problem y {
  module     = tensor(0.5)
  optimizer  = sgd(lr = 0.5)
  steps      = 50
  constraint = box(0, 1)
  loss       = 0.5 * self() ^ 2 - self() - x()[0] * self() + 2 * x()[1] * self()
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 50 }
)";

}  // namespace

TEST_CASE("bounds: the solution is found with every method that can stand there") {
  for (const char* method : {"cg", "exact", "neumann(terms = 40, alpha = 0.5)", "gmres", "unroll", "forward", "auto"}) {
    CAPTURE(method);
    const Result result = run(fill(program, {{"METHOD", method}}), {100});
    check_close(result.values("x"), {0.8, 0.2}, 1e-9);
    CHECK(result.value("y") == Approx(1).epsilon(1e-12));
    CHECK(result.loss("x") == Approx(0).margin(1e-12));
  }
}

}  // namespace mlo::numerics
