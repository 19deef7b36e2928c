// `mlo verify`'s verdicts where the truth is known.
#include "runtime/engine/catalog.h"
#include "runtime/verify/verify.h"
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

using engine::EdgeVerdict;
using engine::ProblemVerdict;

const char* const verified_program = R"(
let H = tensor([[2.0, 0.5], [0.5, 1.0]])
problem x {
  module    = tensor([1.0, 1.0])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum((y() - tensor([1.0, -1.0])) ^ 2) + 0.05 * sum(self() ^ 2)
}
problem y {
  module    = zeros([2])
  init      = zeros
  optimizer = sgd(lr = 0.5)
  steps     = <STEPS>
  loss      = 0.5 * sum(self() * (H @ self())) - sum(self() * x())
}
u2l x -> y
l2u y -> x via <METHOD>
run { precision = float64 }
)";

ProblemVerdict verdict(const std::string& method, const std::string& steps, bool all = false) {
  const auto found = verify(fill(verified_program, {{"METHOD", method}, {"STEPS", steps}}), all);
  REQUIRE(found.size() == 1);
  return found[0];
}

}  // namespace

TEST_CASE("verify: what is exact agrees with differences and with the references") {
  for (const char* method : {"unroll", "forward", "unroll(checkpoint = 3)"}) {
    const ProblemVerdict found = verdict(method, "7");
    CHECK(found.differences->relative_error < 1e-8);
    CHECK(found.edges.at(0).comparisons.at(0).cosine == Approx(1).epsilon(1e-12));
  }
  const ProblemVerdict implicit = verdict("cg(iterations = 2)", "100");
  CHECK(implicit.edges.at(0).comparisons.at(0).reference == "exact");
  CHECK(implicit.edges.at(0).comparisons.at(0).relative_error < 1e-10);
  CHECK(implicit.edges.at(0).cost.products == 2);
  CHECK(implicit.edges.at(0).lower_gradient < 1e-10);
}

TEST_CASE("verify: a solution that is none, and a solve that is none, are seen") {
  const ProblemVerdict early = verdict("exact", "1");
  CHECK(early.edges.at(0).lower_gradient > 0.1);
  CHECK(early.edges.at(0).comparisons.at(0).reference == "unroll");
  CHECK(early.edges.at(0).comparisons.at(0).relative_error > 0.05);
  const ProblemVerdict rough = verdict("neumann(terms = 1, alpha = 0.5)", "100");
  CHECK(rough.edges.at(0).comparisons.at(0).reference == "exact");
  CHECK(rough.edges.at(0).comparisons.at(0).relative_error > 0.05);
  CHECK_FALSE(rough.edges.at(0).approximate);
  CHECK(verdict("darts", "100").edges.at(0).approximate);
}

TEST_CASE("verify: all methods that are legal are tried, the best first") {
  const EdgeVerdict edge = verdict("cg", "100", true).edges.at(0);
  std::vector<std::string> names;
  for (const engine::Alternative& row : edge.alternatives) {
    names.push_back(row.method);
    CHECK(row.failure == "");
  }
  CHECK(std::find(names.begin(), names.end(), "first_order") == names.end());  // the start reads nothing above
  for (const char* name : {"unroll", "forward", "neumann", "nystrom", "gmres", "exact", "darts", "sama", "penalty"}) {
    CAPTURE(name);
    CHECK(std::find(names.begin(), names.end(), name) != names.end());
  }
  CHECK(std::is_sorted(edge.alternatives.begin(), edge.alternatives.end(), [](const auto& a, const auto& b) {
    return a.comparison.relative_error < b.comparison.relative_error;
  }));
}

TEST_CASE("verify: unrolling with checkpoints keeps a few steps' memory, and gives the same gradient") {
  const char* const long_round = R"(
use std.models { MLP }
data train, valid = split(linear_labels(count = 100, features = 10, noise = 0.1, seed = 0), [0.5, 0.5], seed = 0)
problem decay {
  module     = tensor(-4.0)
  optimizer  = sgd(lr = 0.1)
  batch x, y = loader(valid)
  loss       = binary_cross_entropy_with_logits(net(x), y)
}
problem net {
  module     = MLP([40, 40, 1], activation = tanh)
  optimizer  = sgd(lr = 0.1)
  steps      = 64
  batch x, y = loader(train)
  loss       = binary_cross_entropy_with_logits(self(x), y) + exp(decay()) * sqnorm(params(self))
}
u2l decay -> net
l2u net -> decay via <METHOD>
run { precision = float64 }
)";
  const ProblemVerdict whole = verify(fill(long_round, {{"METHOD", "unroll"}}))[0];
  const ProblemVerdict segments = verify(fill(long_round, {{"METHOD", "unroll(checkpoint = 8)"}}))[0];
  // 64 steps at once, against 8 states and the 8 steps of a segment.
  CHECK(segments.edges.at(0).cost.megabytes < whole.edges.at(0).cost.megabytes / 3);
  CHECK(segments.norm == Approx(whole.norm).epsilon(1e-12));
  CHECK(segments.differences->relative_error < 1e-6);
}

}  // namespace mlo::numerics
