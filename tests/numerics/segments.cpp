// `unroll(checkpoint = n)`: n segments, run again one at a time, give the derivative of one graph.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// A lower problem with momentum and a start that is learned, below a rate, a decay and that start.
const char* const segments_program = R"(
problem rate {
  module    = tensor([-2.0, -1.0])
  optimizer = sgd(lr = 1.0)
  loss      = sum((w() - 1) ^ 2)
}
problem start {
  module    = tensor([0.5, -0.5, 0.2])
  optimizer = sgd(lr = 1.0)
  loss      = sum((w() - 1) ^ 2)
}
problem w {
  module    = zeros([3])
  init      = start
  optimizer = <OPTIMIZER>
  steps     = 7
  let noise = uniform(-1.0, 1.0, [3])
  loss      = sum((self() - noise) ^ 2) + exp(rate()[1]) * sum(self() ^ 4) + 0.1 * sqdist(params(self), params(start))
}
u2l rate -> w
u2l start -> w
l2u w -> rate, start via <METHOD>
run { precision = float64; log_every = 1; seed = 5 }
)";

std::vector<double> hypergradients(const std::string& method, const std::string& optimizer) {
  const Result result = run(fill(segments_program, {{"METHOD", method}, {"OPTIMIZER", optimizer}}));
  std::vector<double> out = gradient(result, "rate", {-2, -1});
  for (const double g : gradient(result, "start", {0.5, -0.5, 0.2})) out.push_back(g);
  return out;
}

}  // namespace

TEST_CASE("segments give the derivative of the whole graph") {
  const std::string optimizer = GENERATE("sgd(lr = exp(rate()[0]) * 0.1, momentum = 0.9)", "adam(lr = exp(rate()[0]))");
  const std::vector<double> whole = hypergradients("unroll", optimizer);
  for (const std::string count : {"1", "2", "3", "7", "20"}) {
    CAPTURE(optimizer, count);
    check_close(hypergradients("unroll(checkpoint = " + count + ")", optimizer), whole, 1e-12);
  }
  const std::vector<double> truncated = hypergradients("unroll(truncate = 4)", "sgd(lr = 0.1, momentum = 0.9)");
  check_close(hypergradients("unroll(truncate = 4, checkpoint = 2)", "sgd(lr = 0.1, momentum = 0.9)"), truncated,
              1e-12);
}

TEST_CASE("tangents give the derivative of the whole graph") {
  const std::string optimizer = GENERATE("sgd(lr = exp(rate()[0]) * 0.1, momentum = 0.9)", "adam(lr = exp(rate()[0]))");
  CAPTURE(optimizer);
  check_close(hypergradients("forward", optimizer), hypergradients("unroll", optimizer), 1e-12);
}

}  // namespace mlo::numerics
