// Implicit MAML, MAML and first-order MAML on quadratic tasks, and a learned learning rate.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// Tasks 1/2 (p - c)'A(p - c) with A = diag(1, 4) and c = (1, 0), (0, 2), for support and query alike; `REG` holds a
/// task's parameters to the initialization.
const char* const tasks = R"(
let A = tensor([1.0, 4.0])
fn task(p, c) = 0.5 * sum(A * (p - c) ^ 2)

problem theta {
  module    = tensor([3.0, -1.0])
  optimizer = sgd(lr = <LR>)
  loss      = 0.5 * (task(first(), tensor([1.0, 0.0])) + task(second(), tensor([0.0, 2.0])))
}
problem first {
  init      = theta
  optimizer = sgd(lr = <INNER>)
  steps     = <STEPS>
  loss      = task(self(), tensor([1.0, 0.0])) + <REG> / 2 * sqdist(params(self), params(theta))
}
problem second {
  init      = theta
  optimizer = sgd(lr = <INNER>)
  steps     = <STEPS>
  loss      = task(self(), tensor([0.0, 2.0])) + <REG> / 2 * sqdist(params(self), params(theta))
}
u2l theta -> first, second
l2u first -> theta via <METHOD>
l2u second -> theta via <METHOD>
run { precision = float64; log_every = 1 }
)";

Result implicit(const std::string& method, const std::string& lr, Updates updates) {
  return run(fill(tasks, {{"METHOD", method}, {"LR", lr}, {"INNER", "0.2"}, {"STEPS", "60"}, {"REG", "2.0"}}), updates);
}

Result maml(const std::string& method) {
  return run(fill(tasks, {{"METHOD", method}, {"LR", "1.0"}, {"INNER", "0.1"}, {"STEPS", "3"}, {"REG", "0.0"}}));
}

/// Two steps y <- y - x y from y = 1: F = 1/2 (1 - x)^4.
const char* const learning_rate = R"(
problem x {
  module    = tensor([0.5])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum(y() ^ 2)
}
problem y {
  module    = ones([1])
  optimizer = sgd(lr = x())
  steps     = 2
  loss      = 0.5 * sum(self() ^ 2)
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 1 }
)";

}  // namespace

TEST_CASE("implicit MAML: hypergradient and optimum") {
  for (const std::string method : {"exact", "cg(iterations = 2)", "unroll"}) {
    CAPTURE(method);
    check_close(gradient(implicit(method, "1.0", {}), "theta", {3, -1}), {10.0 / 9, -8.0 / 9}, 1e-12);
    const Result optimum = implicit(method, "2.0", {.count = 40});
    check_close(optimum.values("theta"), {0.5, 1}, 1e-12);
    CHECK(optimum.loss("theta") == Approx(5.0 / 18).margin(1e-12));
  }
}

TEST_CASE("MAML: three steps differentiated, and their gradients as constants") {
  check_close(gradient(maml("unroll"), "theta", {3, -1}), {1.3286025, -0.373248}, 1e-12);
  check_close(gradient(maml("first_order"), "theta", {3, -1}), {1.8225, -1.728}, 1e-12);
}

TEST_CASE("a learned learning rate is seen by unrolling alone") {
  const Result result = run(fill(learning_rate, {{"METHOD", "unroll"}}));
  check_close(gradient(result, "x", {0.5}), {-0.25}, 1e-15);
  CHECK(result.loss("x") == Approx(1.0 / 32).margin(1e-15));
  for (const std::string method : {"exact", "cg", "neumann", "darts"}) {
    CAPTURE(method);
    expect_error(fill(learning_rate, {{"METHOD", method}}), "MLO0410");
  }
}

TEST_CASE("a subscript takes `step`: a learned rate for each step") {
  // y <- y - r[step] y from y = 1: F = 1/2 ((1 - r0) (1 - r1))^2 = 1/2 0.375^2
  const Result result = run(R"(
problem r {
  module    = tensor([0.5, 7.0, 0.25])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum(y() ^ 2)
}
problem y {
  module    = ones([1])
  optimizer = sgd(lr = r()[2 * step])
  steps     = 2
  loss      = 0.5 * sum(self() ^ 2)
}
u2l r -> y
l2u y -> r via unroll
run { precision = float64; log_every = 1 }
)");
  check_close(gradient(result, "r", {0.5, 7, 0.25}), {-0.375 * 0.75, 0, -0.375 * 0.5}, 1e-12);
}

}  // namespace mlo::numerics
