// Linear-quadratic: lower 1/2 y'Hy - y'Bx, upper 1/2 |y - b|^2 + 0.05 |x|^2. Everything has a closed form:
// y = H^-1 B x, and the hypergradient is B' H^-1 (y - b) + x / 10.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const linear_quadratic_program = R"(
let H = tensor([[2.0, 0.5], [0.5, 1.0]])
let B = tensor([[1.0, 2.0], [0.0, 1.0]])
let b = tensor([1.0, -1.0])

problem x {
  module    = tensor([1.0, 1.0])
  optimizer = sgd(lr = <LR>)
  loss      = 0.5 * sum((y() - b) ^ 2) + 0.05 * sum(self() ^ 2)
}
problem y {
  module    = zeros([2])
  init      = zeros
  optimizer = sgd(lr = 0.5)
  steps     = <STEPS>
  loss      = 0.5 * sum(self() * (H @ self())) - sum(self() * (B @ x()))
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 1 }
)";

/// Steps after which the lower problem stands at its solution: the slowest mode shrinks by 0.6 with each.
const char* const converged = "120";

Result run_once(const std::string& method, const std::string& steps) {
  return run(fill(linear_quadratic_program, {{"METHOD", method}, {"STEPS", steps}, {"LR", "1.0"}}));
}

std::vector<double> hypergradient(const std::string& method, const std::string& steps) {
  return gradient(run_once(method, steps), "x", {1, 1});
}

}  // namespace

TEST_CASE("linear-quadratic: exact inverse Hessian") {
  check_close(hypergradient("exact", converged), {-0.0224490, 1.2020408}, 6e-8);
}

TEST_CASE("linear-quadratic: inverse Hessian as identity, by central differences") {
  check_close(hypergradient("darts", converged), {0.5285714, 2.2428571}, 1e-6);
}

TEST_CASE("linear-quadratic: Neumann series") {
  const std::vector<std::pair<std::string, std::vector<double>>> known = {{"1", {0.3142857, 1.1714286}},
                                                                          {"2", {0.1535714, 1.1178571}},
                                                                          {"6", {0.0014369, 1.1921456}},
                                                                          {"21", {-0.0224367, 1.2020357}}};
  for (const auto& [terms, g] : known) {
    CAPTURE(terms);
    check_close(hypergradient("neumann(terms = " + terms + ", alpha = 0.5)", converged), g, 6e-8);
  }
}

TEST_CASE("linear-quadratic: unrolled from zero") {
  check_close(hypergradient("unroll", "1"), {0.35, 1.35}, 6e-8);
  check_close(hypergradient("unroll", "5"), {0.0070854, 1.1898399}, 6e-8);
  check_close(hypergradient("unroll", "20"), {-0.0224343, 1.2020347}, 6e-8);
}

TEST_CASE("linear-quadratic: the last steps of five unrolled") {
  check_close(hypergradient("unroll(truncate = 1)", "5"), {0.3099609, 1.1732422}, 6e-8);
  check_close(hypergradient("unroll(truncate = 2)", "5"), {0.1466309, 1.1207520}, 6e-8);
  check_close(hypergradient("unroll(truncate = 5)", "5"), hypergradient("unroll", "5"), 1e-14);
}

TEST_CASE("linear-quadratic: conjugate gradient is exact after two steps") {
  check_close(hypergradient("cg(iterations = 1)", converged), {0.4061224, 1.6306122}, 6e-8);
  check_close(hypergradient("cg(iterations = 2)", converged), {-0.0224490, 1.2020408}, 6e-8);
  check_close(hypergradient("cg(iterations = 2)", converged), hypergradient("exact", converged), 1e-12);
}

TEST_CASE("linear-quadratic: damping adds to the Hessian's diagonal") {
  // y - b = (3, 9) / 7 and det(H + I/2) = 3.5, so (H + I/2)^-1 (y - b) = (0, 6/7).
  const auto exact = hypergradient("exact(damping = 0.5)", converged);
  check_close(exact, {0.1, 6.0 / 7 + 0.1}, 1e-12);
  check_close(hypergradient("cg(iterations = 2, damping = 0.5)", converged), exact, 1e-12);
}

TEST_CASE("linear-quadratic: the other solvers solve the same systems") {
  const auto exact = hypergradient("exact", converged), damped = hypergradient("exact(damping = 0.5)", converged);
  check_close(hypergradient("gmres(iterations = 2)", converged), exact, 1e-12);
  check_close(hypergradient("gmres(iterations = 9)", converged), exact, 1e-12);  // stops at the second
  check_close(hypergradient("gmres(iterations = 2, damping = 0.5)", converged), damped, 1e-12);
  check_close(hypergradient("nystrom(rank = 2, damping = 0.5)", converged), damped, 1e-10);
  check_close(hypergradient("nystrom(rank = 5, damping = 1e-6)", converged), exact, 1e-5);
}

TEST_CASE("linear-quadratic: forward mode is unrolling") {
  check_close(hypergradient("forward", "5"), hypergradient("unroll", "5"), 1e-14);
}

TEST_CASE("linear-quadratic: sama is darts times the optimizer's rate") {
  // B'(y - b) = (3, 15) / 7, and sgd moves by 0.5 of a gradient.
  check_close(hypergradient("sama", converged), {0.5 * 3 / 7 + 0.1, 0.5 * 15 / 7 + 0.1}, 1e-6);
}

TEST_CASE("linear-quadratic: a penalty gives the implicit gradient, at any weight where the loss is quadratic") {
  for (const std::string lambda : {"1.0", "1000.0"}) {
    CAPTURE(lambda);
    check_close(hypergradient("penalty(lambda = " + lambda + ", steps = 150, lr = 0.5)", converged),
                {-0.0224490, 1.2020408}, 6e-8);
  }
}

TEST_CASE("linear-quadratic: evolution estimates the gradient of the whole round") {
  // F is quadratic, so each pair gives (g'e) e exactly; with 4000 pairs the mean is within 5 standard errors of
  // sqrt(|g|^2 + g_i^2) / sqrt(4000) = 0.027.
  check_close(hypergradient("evolution(samples = 4000, sigma = 0.1)", "5"), hypergradient("unroll", "5"), 0.14);
}

TEST_CASE("linear-quadratic: the optimum") {
  for (const std::string method : {"exact", "cg(iterations = 2)", "unroll"}) {
    CAPTURE(method);
    const Result result =
        run(fill(linear_quadratic_program, {{"METHOD", method}, {"STEPS", "80"}, {"LR", "1.0"}}), {.count = 80});
    check_close(result.values("x"), {1.8657661, -0.2785986}, 6e-8);
    CHECK(result.loss("x") == Approx(0.2401857).margin(6e-8));
  }
}

}  // namespace mlo::numerics
