// Where problems start from, and what a validation plays for that.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {

TEST_CASE("a module may be made from the parameters of a problem below") {
  const Result result = run(R"(
use std.models { Like }
problem rates {
  module    = Like(w, 0.5)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 1) ^ 2
}
problem w {
  module    = tensor(0.0)
  init      = zeros
  optimizer = sgd(lr = rates()[0])
  loss      = 0.5 * (self() - 2) ^ 2
}
u2l rates -> w
l2u w -> rates via unroll
run { precision = float64; save = rates }
)");
  // w1 = 2 r = 1 at r = 0.5, and (w1 - 1) dw1/dr = 0.
  CHECK(result.saved.at("module").begin()->second.item<double>() == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("a validation solves from the start that its own draw gives") {
  const Result result = run(R"(
env task { target = uniform(1.0, 2.0) }
problem meta {
  module    = tensor(0.0)
  optimizer = sgd(lr = 0.0)
  loss      = 0.5 * (second() - task.target) ^ 2
}
problem first {
  init      = meta
  optimizer = sgd(lr = 0.5)
  loss      = 0.5 * (self() - task.target) ^ 2
}
problem second {
  init      = first
  optimizer = sgd(lr = 0.5)
  loss      = 0.5 * (self() - task.target) ^ 2
}
u2l meta -> first
u2l first -> second
l2u first -> meta via unroll
l2u second -> meta via unroll
validate {
  draws       = 4
  solve       = second
  metric left = abs((second() - task.target) / task.target + 0.25)
}
run { precision = float64 }
)");
  // From 0 each step halves the way to the target of the draw: a quarter of it is left.
  CHECK(std::get<double>(result.lines.back().metrics.at(0).value) == Approx(0).margin(1e-12));
}

}  // namespace mlo::numerics
