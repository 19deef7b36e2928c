// Every function with a task axis: the same as one call for each task, derivatives included.
#include <fmt/format.h>

#include <map>

#include "tests/unit/catch.h"
#include "tests/unit/tasks/compare.h"
#include "tests/unit/tasks/samples.h"
#include "tests/unit/tasks/variants.h"

using namespace mlo;
using namespace mlo::test;

TEST_CASE("functions for several tasks: values and both derivatives are those of each task") {
  std::map<std::string, bool> taken;
  for (const FunctionSample& sample : task_function_samples())
    for (const Differs& differs : differing(all_tensors(sample.arguments).size()))
      for (const std::int64_t tasks : {1, 3}) {
        INFO(sample.name << shown(sample.arguments) << ", tasks " << tasks << ", differs " << shown(differs));
        const Comparison of = compare(sample, tasks, differs);
        CHECK(of.difference == "");
        taken[sample.name] |= !of.refused;
      }
  for (const auto& [name, by_rule] : taken) {
    INFO("the rule of " << name << " takes no call");
    CHECK(by_rule);
  }
}

TEST_CASE("functions for several tasks: other ranks, types, dimensions and words, right and wrong") {
  for (const FunctionSample& sample : task_function_samples())
    for (const FunctionSample& variant : variants(sample))
      for (const Differs& differs : differing(all_tensors(variant.arguments).size(), 2)) {
        INFO(variant.name << shown(variant.arguments) << ", differs " << shown(differs));
        CHECK(compare(variant, 3, differs, /*second=*/false).difference == "");
      }
}

TEST_CASE("every function is compared, or has no tensors, or draws") {
  const std::set<std::string> without_tensors = {"zeros", "ones", "arange", "linspace", "eye"};
  std::set<std::string> sampled = without_tensors;
  for (const FunctionSample& sample : task_function_samples()) sampled.insert(sample.name);
  for (const LayerSample& sample : task_layer_samples()) sampled.insert(sample.name);
  for (const auto& entry : catalog().all())
    if (entry->kind == sema::BuiltinKind::function && !entry->draws) {
      INFO(entry->name());
      CHECK(sampled.count(entry->name()) == 1);
    }
}

TEST_CASE("which functions leave calls to one task after the other", "[.measure]") {
  std::map<std::string, std::pair<int, int>> count;
  for (const FunctionSample& sample : task_function_samples())
    for (const Differs& differs : differing(all_tensors(sample.arguments).size())) {
      auto& [refused, all] = count[sample.name];
      refused += compare(sample, 3, differs).refused;
      ++all;
    }
  for (const auto& [name, of] : count)
    if (of.first > 0) fmt::print("{}: {} of {}\n", name, of.first, of.second);
}
