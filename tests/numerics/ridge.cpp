// Ridge regression's strength: lower 1/2 |Xw - t|^2 + 1/2 e^s |w|^2, upper 1/2 |X_v w - t_v|^2.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const ridge_program = R"(
let X   = tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
let t   = tensor([1.0, 2.0, 0.0])
let X_v = tensor([[1.0, 1.0], [2.0, 0.0]])
let t_v = tensor([1.0, 1.0])

problem s {
  module    = tensor([0.0])
  optimizer = sgd(lr = <LR>)
  loss      = 0.5 * sum((X_v @ w() - t_v) ^ 2)
}
problem w {
  module    = zeros([2])
  init      = zeros
  optimizer = sgd(lr = 0.25)
  steps     = 100
  loss      = 0.5 * sum((X @ self() - t) ^ 2) + 0.5 * sum(exp(s()) * self() ^ 2)
}
u2l s -> w
l2u w -> s via <METHOD>
run { precision = float64; log_every = 1 }
)";

Result run_with(const std::string& method, const std::string& lr, Updates updates) {
  return run(fill(ridge_program, {{"METHOD", method}, {"LR", lr}}), updates);
}

}  // namespace

TEST_CASE("ridge: solution and hypergradient at s = 0") {
  for (const std::string method : {"exact", "cg(iterations = 2)", "neumann(terms = 100, alpha = 0.25)", "unroll"}) {
    CAPTURE(method);
    const Result result = run_with(method, "1.0", {});
    check_close(result.values("w"), {2.0 / 17, 11.0 / 17}, 1e-12);
    check_close(gradient(result, "s", {0}), {0.0313454}, 6e-8);
  }
}

TEST_CASE("ridge: the best strength") {
  for (const std::string method : {"exact", "cg(iterations = 2)"}) {
    CAPTURE(method);
    const Result result = run_with(method, "20.0", {.count = 150});
    CHECK(result.value("s") == Approx(-1.3874722).margin(6e-8));
    CHECK(result.loss("s") == Approx(0.3059574).margin(6e-8));
  }
}

}  // namespace mlo::numerics
