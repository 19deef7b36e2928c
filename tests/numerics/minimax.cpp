// Minimax: min over x, max over y of 1/2 x^2 + x y - 1/2 y^2, with the saddle (0, 0). The maximum is y = x, so the
// gradient of the maximum at x = 1 is x + y = 2, whether y is differentiated or, by the envelope theorem, taken as a
// constant.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const minimax_program = R"(
problem x {
  module    = tensor(1.0)
  optimizer = sgd(lr = <LR>)
  loss      = 0.5 * self() ^ 2 + self() * y() - 0.5 * y() ^ 2
}
problem y {
  module    = tensor(0.0)
  optimizer = sgd(lr = 0.5)
  steps     = 40
  loss      = -(0.5 * x() ^ 2 + x() * self() - 0.5 * self() ^ 2)
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64 }
)";

}  // namespace

TEST_CASE("minimax: the gradient at 1, and the saddle") {
  for (const char* method : {"detach", "unroll", "cg", "exact", "forward", "neumann(terms = 3, alpha = 1.0)"}) {
    CAPTURE(method);
    const Result once = run(fill(minimax_program, {{"METHOD", method}, {"LR", "1.0"}}));
    CHECK(gradient(once, "x", {1})[0] == Approx(2).epsilon(1e-10));
    const Result end = run(fill(minimax_program, {{"METHOD", method}, {"LR", "0.3"}}), {60});
    CHECK(end.value("x") == Approx(0).margin(1e-10));
    CHECK(end.value("y") == Approx(0).margin(1e-10));
  }
}

}  // namespace mlo::numerics
