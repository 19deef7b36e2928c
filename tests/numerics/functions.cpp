// Functions of the program in a problem's lines, and derivatives inside a loss.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

// d/dw of w1^2 + 3 w2 at (1, 2) is (2, 3).
const char* const two = R"(
module Two() {
  param a = tensor(1.0)
  param b = tensor(2.0)
  value() = a ^ 2 + 3 * b
}
fn halves(gs) = [0.5 * g for g in gs]
problem p {
  module     = Two()
  optimizer  = sgd(lr = 1.0)
  <LINE>
  loss       = self.value()
}
run { precision = float64; save = p }
)";

std::vector<double> after(const std::string& line, std::int64_t updates = 1) {
  const Result result = run(fill(two, {{"LINE", line}}), {updates});
  const auto& saved = result.saved.at("module");
  return {saved.at("a").item<double>(), saved.at("b").item<double>()};
}

}  // namespace

TEST_CASE("clip takes a function of all gradients") {
  check_close(after("clip = gs => [0.5 * g for g in gs]"), {0, 0.5}, 1e-12);
  check_close(after("clip = halves"), {0, 0.5}, 1e-12);
  check_close(after("clip = gs => [g / sqrt(sqnorm(gs)) for g in gs]"),
              {1 - 2 / std::sqrt(13.0), 2 - 3 / std::sqrt(13.0)}, 1e-12);
}

TEST_CASE("constraint takes a function of each parameter") {
  check_close(after("constraint = w => clamp(w, -0.5, 0.25)"), {-0.5, -0.5}, 1e-12);
}

TEST_CASE("scheduler takes a function of the steps so far") {
  check_close(after("scheduler = t => 0.1 ^ t", 2), {-1 + 0.1 * 2, -1 - 0.1 * 3}, 1e-12);
}

TEST_CASE("a clip of one tensor is a function of that tensor, and is differentiated through") {
  // w1 = w - clip(w - a) with clip(g) = g / 2, so w1 = (w + a) / 2 and da = (w1 - 1) / 2.
  const Result result = run(R"(
problem a {
  module    = tensor(0.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 1) ^ 2
}
problem w {
  module    = tensor(2.0)
  optimizer = sgd(lr = 1.0)
  clip      = g => 0.5 * g
  loss      = 0.5 * (self() - a()) ^ 2
}
u2l a -> w
l2u w -> a via unroll
run { precision = float64 }
)",
                            {2});
  // w: 2 -> 1 (a stays 0: w1 = 1) -> 0.5 with a = 0; da = (0.5 - 1) / 2.
  CHECK(result.value("a") == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("grad: a derivative inside a loss is differentiated again") {
  // f = sum(w x^3), df/dx = 3 w x^2, the loss its sum, so dloss/dw = 3 sum(x^2) = 3 * (1 + 4) = 15.
  const Result result = run(R"(
problem w {
  module    = tensor(1.0)
  optimizer = sgd(lr = 1.0)
  let x     = tensor([1.0, 2.0])
  loss      = sum(grad(sum(self() * x ^ 3), at = x))
}
run { precision = float64 }
)");
  CHECK(result.value("w") == Approx(1 - 15).epsilon(1e-12));
}

TEST_CASE("grad: of a function, along a list, and in a metric") {
  const Result result = run(R"(
problem w {
  module     = tensor(2.0)
  optimizer  = sgd(lr = 0.0)
  let x      = tensor(3.0)
  loss       = self() ^ 2
  let both   = grad((a, b) => a * b ^ 2, at = [self(), x])
  metric da  = both[0]
  metric db  = both[1]
  metric own = grad(self() ^ 3, at = self())
  metric all = sqnorm(grad(self() ^ 3, at = params(self)))
}
run { precision = float64; log_every = 1 }
)");
  const auto& metrics = result.lines.at(0).metrics;
  CHECK(std::get<double>(metrics.at(0).value) == Approx(9).epsilon(1e-12));
  CHECK(std::get<double>(metrics.at(1).value) == Approx(12).epsilon(1e-12));
  CHECK(std::get<double>(metrics.at(2).value) == Approx(12).epsilon(1e-12));
  CHECK(std::get<double>(metrics.at(3).value) == Approx(144).epsilon(1e-12));
}

TEST_CASE("grad in a validation, where nothing else is differentiated") {
  const Result result = run(R"(
problem w {
  module    = tensor(2.0)
  optimizer = sgd(lr = 0.0)
  loss      = self() ^ 2
}
validate {
  metric slope = grad(w() ^ 3, at = w())
}
run { precision = float64 }
)");
  CHECK(std::get<double>(result.lines.back().metrics.at(0).value) == Approx(12).epsilon(1e-12));
}

TEST_CASE("a gradient penalty below an implicit edge has the right hypergradient") {
  // Lower: 1/2 (w - a)^2 + 1/2 (d/dx (w x))^2 = 1/2 (w - a)^2 + 1/2 w^2, so w* = a / 2; upper 1/2 (w - 1)^2 at a = 4:
  // w* = 2, da = (2 - 1) / 2.
  const char* const program = R"(
problem a {
  module    = tensor(4.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 1) ^ 2
}
problem w {
  module    = tensor(0.0)
  optimizer = sgd(lr = 0.5)
  steps     = 40
  let x     = tensor(3.0)
  loss      = 0.5 * (self() - a()) ^ 2 + 0.5 * grad(self() * x, at = x) ^ 2
}
u2l a -> w
l2u w -> a via <METHOD>
run { precision = float64 }
)";
  for (const char* method : {"cg", "exact", "unroll", "forward", "neumann(terms = 60, alpha = 0.4)"})
    CHECK(run(fill(program, {{"METHOD", method}})).value("a") == Approx(3.5).epsilon(1e-9));
}

}  // namespace mlo::numerics
