// What a pass draws and moves: envs, running statistics, and what continues below it.
#include <cmath>
#include <tuple>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// The values of a metric that is a number, in the order of the lines of `owner`.
std::vector<double> logged(const Result& result, const std::string& owner, const std::string& metric) {
  std::vector<double> out;
  for (const engine::MetricLine& line : result.lines)
    if (line.name == owner)
      for (const engine::Measured& measured : line.metrics)
        if (measured.name == metric) out.push_back(std::get<double>(measured.value));
  return out;
}

/// Batch norm's statistics are seen in what a validation makes of two inputs; a batch has mean 2 and variance 2.
const char* const statistics = R"(
problem p {
  module     = batch_norm(track = true, momentum = 0.5, eps = 0.0)
  optimizer  = sgd(lr = 0.0)
  accumulate = <PASSES>
  steps      = <STEPS>
  let u      = uniform(0.0, 1.0)
  let x      = tensor([[1.0], [3.0]]) + 0 * u
  loss       = sum(self(x) ^ 2)
  <METRIC>
}
validate measured {
  every         = 1
  let at_one    = p(tensor([[1.0]]))
  let at_two    = p(tensor([[2.0]]))
  metric mean   = sum(1 - at_one / (at_two - at_one))
  metric spread = sum(1 / (at_two - at_one) ^ 2)
}
run { updates = 1; precision = float64 }
)";

}  // namespace

TEST_CASE("an env is drawn anew for each pass, after a warm-up too") {
  for (const std::string warmup : {"0", "1", "2", "3"}) {
    CAPTURE(warmup);
    const Result result = run(fill(R"(
env e { x = uniform(0.0, 1.0) }
problem a {
  module    = tensor(0.0)
  optimizer = sgd(lr = 1.0)
  loss      = self() + 0 * b() + 0 * e.x
  metric x  = e.x
}
problem b {
  module    = tensor(0.0)
  optimizer = sgd(lr = 1.0)
  warmup    = <WARMUP>
  loss      = self() + 0 * a() + 0 * e.x
}
u2l a -> b
l2u b -> a via unroll
run { updates = 4; log_every = 1; precision = float64 }
)",
                                   {{"WARMUP", warmup}}),
                              {.count = 4});
    const std::vector<double> draws = logged(result, "a", "x");
    REQUIRE(draws.size() == 4);
    for (std::size_t i = 1; i < draws.size(); ++i) CHECK(draws[i] != draws[i - 1]);
  }
}

TEST_CASE("running statistics move once for each pass, by the loss and by nothing that is measured") {
  // After n moves of momentum 1/2 from 0 and 1: 2 (1 - 2^-n) and 2 - 2^-n.
  for (const auto& [passes, steps, moves] : {std::tuple{"1", "1", 1}, {"8", "1", 8}, {"2", "3", 6}})
    for (const std::string metric : {"", "metric other = sum(self(x + 10) ^ 2)"}) {
      CAPTURE(passes, steps, metric);
      const Result result = run(fill(statistics, {{"PASSES", passes}, {"STEPS", steps}, {"METRIC", metric}}));
      const double left = std::pow(0.5, moves);
      check_close(logged(result, "measured", "mean"), {2 * (1 - left)}, 1e-10);
      check_close(logged(result, "measured", "spread"), {2 - left}, 1e-10);
    }
}

TEST_CASE("verify: passes of which each goes on below where the last one ended") {
  // y moves from 0 by 0.2 (x - y) in each round, from a constant: |dF/dx| = (2 y1 0.2 + 2 y2 0.2) / 2 with y1 = 0.1, y2
  // = 0.18.
  const auto verdict = verify(R"(
problem x { module = tensor(0.5); optimizer = sgd(lr = 0.1); accumulate = 2; loss = y() ^ 2 }
problem y { module = tensor(0.0); optimizer = sgd(lr = 0.1); loss = (self() - x()) ^ 2 }
u2l x -> y
l2u y -> x via unroll
run { updates = 1; precision = float64 }
)")[0];
  CHECK(verdict.norm == Approx(0.056).margin(1e-12));
  REQUIRE(verdict.differences);
  CHECK(verdict.differences->relative_error < 1e-6);
}

}  // namespace mlo::numerics
