// Losses differentiated by the rules of their builtins, against LibTorch's derivatives: the same run, both ways.
#include <ATen/ATen.h>

#include "runtime/eval/reverse.h"
#include "tests/numerics/examples.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// LibTorch differentiates, while this lives.
struct WithoutRules {
  WithoutRules() { eval::GradientExecutable::enabled = false; }
  ~WithoutRules() { eval::GradientExecutable::enabled = true; }
};

/// Each task alone: tasks together are differentiated by LibTorch both ways.
engine::Checkpoint state(const programs::Example& example) {
  return run_example(example, "sequential", {.count = 2, .draws = 1}).last;
}

engine::Checkpoint state_without_rules(const programs::Example& example) {
  const WithoutRules guard;
  return state(example);
}

}  // namespace

TEST_CASE("the first updates of every example are the same by rules and by LibTorch's derivatives") {
  for (const programs::Example& example : programs::examples()) {
    CAPTURE(example.name);
    const engine::Checkpoint by_rules = state(example), expected = state_without_rules(example);
    REQUIRE(by_rules.tensors.size() == expected.tensors.size());
    CHECK(by_rules.counters == expected.counters);
    for (const auto& [name, tensor] : expected.tensors) {
      CAPTURE(name);
      CHECK(at::allclose(by_rules.tensors.at(name), tensor, 1e-9, 1e-12));
    }
  }
}

}  // namespace mlo::numerics
