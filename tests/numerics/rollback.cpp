// One-step methods: the lower problem takes a virtual step, the upper one moves, and the lower one takes its step
// again. Lower 1/2 (w - a - noise)^2 with lr 1/2, upper 1/2 (w - 1)^2 with lr 1, so w1 = (w + a + noise) / 2, and a1 =
// a - (w1 - 1) / 2.
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const rollback_program = R"(
problem a {
  module    = tensor(0.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 1) ^ 2
}
problem w {
  module      = tensor(0.0)
  optimizer   = sgd(lr = 0.5)
  steps       = <STEPS>
  rollback    = <ROLLBACK>
  let noise   = <NOISE> * uniform(-1.0, 1.0)
  loss        = 0.5 * (self() - a() - noise) ^ 2
}
u2l a -> w
l2u w -> a via unroll
run { precision = float64; log_every = 1; seed = 3 }
)";

Result play(const std::string& rollback, const std::string& noise, const std::string& steps, std::int64_t updates) {
  return run(fill(rollback_program, {{"ROLLBACK", rollback}, {"NOISE", noise}, {"STEPS", steps}}), {updates});
}

}  // namespace

TEST_CASE("rollback: the lower problem keeps the step that it takes after the upper one has moved") {
  CHECK(play("true", "0.0", "1", 1).value("w") == Approx(0.25).epsilon(1e-12));
  CHECK(play("true", "0.0", "1", 2).value("w") == Approx(0.53125).epsilon(1e-12));
  CHECK(play("true", "0.0", "1", 2).value("a") == Approx(0.8125).epsilon(1e-12));
}

TEST_CASE("without rollback it keeps the step that it took before") {
  CHECK(play("false", "0.0", "1", 1).value("w") == Approx(0.0).margin(1e-12));
  CHECK(play("false", "0.0", "1", 2).value("w") == Approx(0.25).epsilon(1e-12));
}

TEST_CASE("rollback: a round of several steps is taken again from its start, with the same draws") {
  const Result once = play("false", "1.0", "2", 1), again = play("true", "1.0", "2", 1);
  // w2 = w / 4 + 3 a / 4 + noise: what differs is a alone.
  CHECK(again.value("a") == Approx(once.value("a")).epsilon(1e-12));
  CHECK(again.value("w") - once.value("w") == Approx(0.75 * once.value("a")).epsilon(1e-12));
  // The next round draws anew: with the same noise w would stay on its line.
  const Result next = play("true", "1.0", "2", 2);
  const double noise = again.value("w") - 0.75 * again.value("a");
  CHECK(std::abs(next.value("w") - (0.25 * again.value("w") + 0.75 * next.value("a") + noise)) > 1e-3);
}

}  // namespace mlo::numerics
