// What a method does where the system is none that it can solve, and how it averages over batches.
#include <cmath>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

// The lower problem stands at a saddle: H = diag(1, -1).
const char* const saddle = R"(
problem x {
  module    = ones([2])
  optimizer = sgd(lr = 1.0)
  loss      = sum((y() - 1) ^ 2)
}
problem y {
  module    = zeros([2])
  init      = zeros
  optimizer = sgd(lr = 0.1)
  steps     = 2
  let sign  = tensor([1.0, -1.0])
  loss      = sum(0.5 * sign * self() ^ 2 - x() * self())
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 1 }
)";

}  // namespace

TEST_CASE("an indefinite Hessian: an error, a warning, or damped, as the program says") {
  for (const std::string name : {"cg", "exact", "nystrom"}) {
    CAPTURE(name);
    const std::string lead = name == "nystrom" ? "nystrom(rank = 2, " : name + "(";
    const Failure failure = expect_failure(fill(saddle, {{"METHOD", lead + "on_indefinite = \"error\")"}}));
    CHECK(failure.code == "MLO0605");
    CHECK_THAT(failure.message, Catch::Contains("curvature"));
    for (const std::string how : {"warn", "damp"}) {
      const Result result = run(fill(saddle, {{"METHOD", lead + "on_indefinite = \"" + how + "\")"}}));
      CHECK_THAT(result.warnings.at(0), Catch::Contains("negative curvature"));
    }
  }
}

TEST_CASE("damped, the system is that of a Hessian that is positive") {
  // y = (0.19, 0.21) after two steps, so v = 2 (y - 1) = (-1.62, -1.58); H + 2 = diag(3, 1), so the gradient is
  // (-0.54, -1.58).
  check_close(gradient(run(fill(saddle, {{"METHOD", "exact(on_indefinite = \"damp\")"}})), "x", {1, 1}), {-0.54, -1.58},
              1e-10);
}

TEST_CASE("a zero right-hand side gives zero, and cg stops once it has converged") {
  const char* const still = R"(
problem x {
  module    = ones([2])
  optimizer = sgd(lr = 1.0)
  loss      = 0 * sum(y()) + sum(self())
}
problem y {
  module    = zeros([2])
  optimizer = sgd(lr = 0.5)
  steps     = 60
  loss      = sum(0.5 * self() ^ 2 - x() * self())
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64; log_every = 1 }
)";
  for (const char* method : {"cg(iterations = 50)", "neumann", "nystrom", "gmres", "exact"}) {
    CAPTURE(method);
    check_close(gradient(run(fill(still, {{"METHOD", method}})), "x", {1, 1}), {1, 1}, 1e-12);
  }
  const Result once = run(fill(saddle, {{"METHOD", "cg(iterations = 500, damping = 3.0)"}}));
  CHECK(std::isfinite(once.values("x")[0]));
}

TEST_CASE("batches: an implicit method averages over fresh batches of the lower problem") {
  // Lower 1/2 mean((w - t)^2) over a batch of targets 0 or 1 plus 1/2 a w^2: of one sample or of all, H is 1 + a, and
  // the mixed derivative is w, so that the gradient does not depend on the batch; of the loss mean(t) w it does.
  const char* const noisy = R"(
data set = linear_labels(count = 40, features = 1, noise = 0.0, seed = 0)
problem a {
  module    = tensor(1.0)
  optimizer = sgd(lr = 1.0)
  loss      = w()
}
problem w {
  module     = tensor(0.0)
  init       = zeros
  optimizer  = sgd(lr = 0.0)
  batch x, t = loader(set, size = <SIZE>, shuffle = true)
  loss       = 0.5 * self() ^ 2 - a() * mean(t) * self()
}
u2l a -> w
l2u w -> a via cg(batches = <BATCHES>)
run { precision = float64; seed = <SEED> }
)";
  // dw/da = mean(t): of the whole set, the truth.
  const auto slope = [&](const char* size, const char* batches, int seed) {
    return gradient(run(fill(noisy, {{"SIZE", size}, {"BATCHES", batches}, {"SEED", std::to_string(seed)}})), "a",
                    {1})[0];
  };
  const double truth = slope("40", "1", 0);
  double one = 0, many = 0;
  for (int seed = 0; seed < 20; ++seed) {
    one += std::pow(slope("2", "1", seed) - truth, 2);
    many += std::pow(slope("2", "20", seed) - truth, 2);
  }
  CHECK(many < 0.3 * one);  // 20 batches of 2 are one epoch: the noise is gone but for the order
  CHECK(many == Approx(0).margin(1e-20));
}

TEST_CASE("value_function tends to the implicit gradient") {
  const char* const program = R"(
let H = tensor([[2.0, 0.5], [0.5, 1.0]])
let B = tensor([[1.0, 2.0], [0.0, 1.0]])
let b = tensor([1.0, -1.0])
problem x {
  module    = tensor([1.0, 1.0])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum((y() - b) ^ 2) + 0.05 * sum(self() ^ 2)
}
problem y {
  module    = zeros([2])
  optimizer = sgd(lr = 0.5)
  steps     = 120
  loss      = 0.5 * sum(self() * (H @ self())) - sum(self() * (B @ x()))
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64 }
)";
  const std::vector<double> exact = {-0.0224490, 1.2020408};
  check_close(gradient(run(fill(program, {{"METHOD", "value_function"}})), "x", {1, 1}), exact, 0.02);
  check_close(gradient(run(fill(program, {{"METHOD", "value_function(eta = 0.01, lr = 0.1)"}})), "x", {1, 1}), exact,
              0.002);
}

TEST_CASE("auto chooses what can see what the lower problem reads") {
  // The start is all that reads x: only unrolling sees it.
  const char* const start = R"(
problem x {
  module    = tensor(2.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * y() ^ 2
}
problem y {
  init      = x
  optimizer = sgd(lr = 0.5)
  steps     = 50
  loss      = 0.5 * (self() - 1) ^ 2
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64 }
)";
  CHECK(run(fill(start, {{"METHOD", "auto"}})).value("x") == run(fill(start, {{"METHOD", "unroll"}})).value("x"));
}

}  // namespace mlo::numerics
