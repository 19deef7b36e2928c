// A run is a function of its program and seed, on any number of workers; and a value that is not finite ends it.
#include <ATen/ATen.h>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

const char* const maml = R"(
use std.models { MLP }
use std.fewshot { Episodes }

data characters  = glyphs(classes = 12, per_class = 6)
env task         = Episodes(characters, 3, 2, queries = 2, rotations = true)

problem meta {
  module     = flatten >> MLP([16, 3])
  optimizer  = adam(lr = 1e-2)
  accumulate = 4
  batch x, y = task.query
  loss       = cross_entropy(adapt(x), y)
  metric acc = accuracy(adapt(x), y)
}
problem adapt {
  init       = meta
  optimizer  = sgd(lr = 0.1)
  steps      = 2
  batch x, y = task.support
  loss       = cross_entropy(self(x), y)
}
u2l meta -> adapt
l2u adapt -> meta via unroll
run { seed = <SEED>; log_every = 1 }
)";

Result play(const std::string& seed, int threads) { return run(fill(maml, {{"SEED", seed}}), {3, threads}); }

/// Bit for bit: losses, metrics and the last state.
bool same(const Result& a, const Result& b) {
  if (a.lines.size() != b.lines.size()) return false;
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    const engine::MetricLine& p = a.lines[i];
    const engine::MetricLine& q = b.lines[i];
    if (p.name != q.name || p.update != q.update || p.loss != q.loss || p.metrics.size() != q.metrics.size())
      return false;
    for (std::size_t k = 0; k < p.metrics.size(); ++k)
      if (std::get<double>(p.metrics[k].value) != std::get<double>(q.metrics[k].value)) return false;
  }
  for (const auto& [name, tensor] : a.last.tensors)
    if (!b.last.tensors.contains(name) || !at::equal(tensor, b.last.tensors.at(name))) return false;
  return a.last.tensors.size() == b.last.tensors.size();
}

}  // namespace

TEST_CASE("equal programs and seeds give equal runs") {
  const Result once = play("1", 1);
  REQUIRE(once.lines.size() >= 3);
  CHECK(same(once, play("1", 1)));
  CHECK_FALSE(same(once, play("2", 1)));
}

TEST_CASE("the number of workers changes nothing") {
  const Result one = play("1", 1);
  CHECK(same(one, play("1", 2)));
  CHECK(same(one, play("1", 4)));
}

TEST_CASE("a loss that is not finite is reported at the expression that made it") {
  const Failure failure = expect_failure(R"(
problem x {
  module    = tensor([1.0])
  optimizer = sgd(lr = 0.1)
  loss      = sum(3 * log(self() - 2))
}
run { precision = float64 }
)");
  CHECK(failure.code == "MLO0604");
  CHECK(failure.place == "log(self() - 2)");
}

}  // namespace mlo::numerics
