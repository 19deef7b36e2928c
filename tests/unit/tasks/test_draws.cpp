// Draws for several tasks: each task's own stream.
#include <ATen/CPUGeneratorImpl.h>

#include "tests/unit/catch.h"
#include "tests/unit/tasks/compare.h"

using namespace mlo;
using namespace mlo::test;

namespace {

std::vector<at::Generator> generators(std::int64_t tasks) {
  std::vector<at::Generator> out;
  for (std::int64_t task = 0; task < tasks; ++task)
    out.push_back(at::detail::createCPUGenerator(static_cast<std::uint64_t>(11 + task)));
  return out;
}

std::vector<FunctionSample> draws() {
  std::vector<FunctionSample> out = {{"randint", {integer(0), integer(100), ints({4})}},
                                     {"permutation", {integer(9)}},
                                     {"choose", {integer(9), integer(4)}},
                                     {"randn", {ints({2, 3})}},
                                     {"randn_like", {sample_x()}},
                                     {"rand_like", {sample_x()}},
                                     {"bernoulli", {sample_x()}},
                                     {"bernoulli", {0.5, ints({20})}},
                                     {"multinomial", {sample_x(), integer(2)}},
                                     {"categorical", {signed_x()}},
                                     {"normal", {}}};
  add_random_samples(out);
  return out;
}

}  // namespace

TEST_CASE("draws for several tasks: each task draws what it draws alone") {
  constexpr std::int64_t tasks = 3;
  for (const FunctionSample& sample : draws()) {
    INFO(sample.name);
    const auto& function = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, sample.name);
    const List arguments = with_defaults(function, sample.arguments);
    const std::vector<char> shared(arguments.size());
    std::vector<at::Generator> streams = generators(tasks), alone = generators(tasks);
    const tasks::TaskResult out = tasks::one_by_one(function, {tasks, arguments, shared, float64()}, streams);
    REQUIRE(out.carries);
    for (std::int64_t task = 0; task < tasks; ++task) {
      ops::Call call(arguments, float64());
      call.set_generator(&alone[static_cast<std::size_t>(task)]);
      CHECK(tasks::part(out.value, task).tensor()->equal(*function.run(call).tensor()));
    }
    CHECK_FALSE(tasks::part(out.value, 0).tensor()->equal(*tasks::part(out.value, 1).tensor()));
  }
}
