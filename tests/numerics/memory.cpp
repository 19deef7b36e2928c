// What a check, a validation and a pass without derivatives take: what is alive at once, and not all that they compute.
#include "runtime/verify/allocations.h"
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

using namespace mlo;
using namespace mlo::numerics;

namespace {

// 160 values of a megabyte each, one after the other.
constexpr auto deep = R"(
problem scale {
  module    = ones([1])
  optimizer = sgd(lr = 0.1)
  loss      = sum(self() ^ 2)
}
validate {
  draws       = <DRAWS>
  let noise   = randn([500, 500])
  metric last = mean(fold((h, k) => sin(h) + k, noise * scale(), 0..80))
}
run { updates = 1; tasks = <TASKS> }
)";

double megabytes_of(const std::string& program) {
  const engine::Allocations allocations;
  run(program);
  return static_cast<double>(allocations.peak()) / 1e6;
}

}  // namespace

TEST_CASE("a long chain of values takes the memory of a few of them, in the check and in a validation") {
  const double most = megabytes_of(fill(deep, {{"DRAWS", "1"}, {"TASKS", "sequential"}}));
  INFO(most << " MB");
  CHECK(most < 10);
}

TEST_CASE("so do the values of several draws at once, of each draw") {
  const double most = megabytes_of(fill(deep, {{"DRAWS", "4"}, {"TASKS", "batched"}}));
  INFO(most << " MB");
  CHECK(most < 4 * 10);
}
