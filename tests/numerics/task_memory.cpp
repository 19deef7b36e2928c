// What a task takes, against the estimate that `memory` goes by. Tensors are counted, not pages, so the numbers are the
// same on any machine.
#include "runtime/verify/allocations.h"
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

using Blanks = std::map<std::string, std::string>;

const char* const fits = R"(
use std.models { MLP, Conv4 }
option tasks = 1
option draws = 1
env wave {
  let x = uniform(-5.0, 5.0, <INPUT>)
  data  = (x, 0)
}
problem top {
  module     = <NET>
  optimizer  = sgd(lr = 1e-3)
  accumulate = tasks
  loss       = mean(fit(wave.data[0]) ^ 2)
}
problem fit {
  init      = top
  optimizer = <OPTIMIZER>
  steps     = <STEPS>
  loss      = mean(self(wave.data[0]) ^ 2) + 0.5 * sqdist(params(self), params(top))
}
u2l top -> fit
l2u fit -> top via <METHOD>
validate {
  every      = 1
  draws      = draws
  solve      = fit
  metric l   = mean(fit(wave.data[0]) ^ 2)
}
run { seed = 1; tasks = batched }
)";

Blanks with(Blanks blanks) {
  blanks.insert({{"INPUT", "[10, 1]"},
                 {"NET", "MLP([128, 128, 1])"},
                 {"OPTIMIZER", "sgd(lr = 0.01)"},
                 {"STEPS", "5"},
                 {"METHOD", "unroll"}});
  return blanks;
}

/// Bytes at the peak of a run, with all tasks as one operation.
double peak(const std::string& text, const std::string& option, int tasks) {
  const engine::Allocations counting;
  run(text, {.count = 1, .threads = 1, .one_piece = true}, {{option, std::to_string(tasks)}});
  return static_cast<double>(counting.peak());
}

/// How much more a run takes for each task more.
double taken_by_task(const std::string& text, const std::string& option) {
  constexpr int few = 3, many = 7;
  return (peak(text, option, many) - peak(text, option, few)) / (many - few);
}

void check_estimate(const Blanks& blanks) {
  const std::string text = fill(fits, with(blanks));
  const double taken = taken_by_task(text, "tasks"), estimate = estimated_bytes(text);
  CAPTURE(taken, estimate, taken / estimate);
  CHECK(taken < 1.5 * estimate);
  CHECK(taken > estimate / 1.5);
}

}  // namespace

TEST_CASE("what a task takes is estimated within a factor of 1.5") {
  const std::string images = "[10, 1, 16, 16]", wide = "[200, 1]";
  const std::vector<Blanks> cases{
      {},
      {{"STEPS", "1"}},
      {{"STEPS", "20"}},
      {{"INPUT", wide}},
      {{"INPUT", wide}, {"STEPS", "20"}},
      {{"NET", "MLP([16, 16, 1])"}, {"STEPS", "20"}},
      {{"NET", "MLP([16, 16, 1])"}, {"INPUT", wide}},
      {{"METHOD", "unroll(truncate = 2)"}, {"STEPS", "20"}},
      {{"METHOD", "unroll(checkpoint = 3)"}, {"STEPS", "20"}},
      {{"METHOD", "unroll(checkpoint = 3)"}, {"STEPS", "20"}, {"INPUT", wide}},
      {{"METHOD", "first_order"}, {"STEPS", "20"}},
      {{"METHOD", "cg(iterations = 3)"}},
      {{"METHOD", "cg(iterations = 3)"}, {"INPUT", wide}},
      {{"METHOD", "darts"}},
      {{"OPTIMIZER", "sgd(lr = 0.01, momentum = 0.9)"}},
      {{"OPTIMIZER", "sgd(lr = 0.01, momentum = 0.9)"}, {"STEPS", "20"}},
      {{"OPTIMIZER", "adam(lr = 0.01)"}},
      {{"OPTIMIZER", "adam(lr = 0.01, eps = 1e-2)"}, {"STEPS", "20"}},
      {{"OPTIMIZER", "rmsprop(lr = 0.001, eps = 1e-2)"}},
      {{"NET", "Conv4(hidden = 16, classes = 5)"}, {"INPUT", images}},
      {{"NET", "Conv4(hidden = 16, classes = 5)"}, {"INPUT", images}, {"STEPS", "20"}},
      {{"NET", "Conv4(hidden = 16, classes = 5)"}, {"INPUT", images}, {"METHOD", "cg(iterations = 3)"}},
      {{"NET", "Conv4(hidden = 16, classes = 5)"}, {"INPUT", images}, {"METHOD", "first_order"}}};
  for (const Blanks& blanks : cases) {
    CAPTURE(fill("<NET> <INPUT> <METHOD> <STEPS> <OPTIMIZER>", with(blanks)));
    check_estimate(blanks);
  }
}

TEST_CASE("draws of a validation are played together, many at a time") {
  const std::string text = fill(fits, with({{"INPUT", "[200, 1]"}, {"METHOD", "first_order"}}));
  CHECK(taken_by_task(text, "draws") > 500'000);  // the values of one pass, two layers of 200 x 128
}

}  // namespace mlo::numerics
