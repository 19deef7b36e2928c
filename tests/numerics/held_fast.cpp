// Losses that hold their own solution fast by `detach`: their mixed derivatives are not symmetric.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// y steps once, from 2 along x y^3 (y^2 is held): to 1.6. There d/dx of dL/dy is y^3, and d/dy of dL/dx would be 2
/// y^3.
const char* const held_fast_program = R"(
problem x {
  module    = tensor([0.5])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum((y() - 1) ^ 2)
}
problem y {
  module    = tensor([2.0])
  optimizer = sgd(lr = 0.1)
  loss      = sum(x() * <HELD> * self() ^ 2) / 2
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 1 }
)";

std::vector<double> held_hypergradient(const std::string& method, const std::string& held) {
  return gradient(run(fill(held_fast_program, {{"METHOD", method}, {"HELD", held}})), "x", {0.5});
}

}  // namespace

TEST_CASE("what the lower loss holds fast by detach is a constant to its mixed derivatives, under every method") {
  constexpr double expected = -0.6 * 1.6 * 1.6 * 1.6;
  for (const char* held : {"detach(self() ^ 2)", "detach(self)() ^ 2", "detach(self)() * detach(self())"}) {
    CAPTURE(held);
    check_close(held_hypergradient("neumann(terms = 1, alpha = 1.0)", held), {expected}, 1e-12);
    check_close(held_hypergradient("darts", held), {expected}, 1e-12);
    check_close(held_hypergradient("sama", held), {0.1 * expected}, 1e-12);
  }
}

}  // namespace mlo::numerics
