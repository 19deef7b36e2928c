// Every function with a task axis: the same as one call for each task, derivatives included.
#include <fmt/format.h>

#include <map>

#include "tests/unit/catch.h"
#include "tests/unit/tasks/compare.h"
#include "tests/unit/tasks/samples.h"
#include "tests/unit/tasks/variants.h"

using namespace mlo;
using namespace mlo::test;

namespace {

std::string shapes_of(const List& arguments) {
  std::string out;
  for (const Tensor& t : all_tensors(arguments))
    out += fmt::format(" {}{}", c10::toString(t.scalar_type()), c10::str(t.sizes()));
  return out;
}

}  // namespace

TEST_CASE("functions for several tasks: values and both derivatives are those of each task") {
  for (const FunctionSample& sample : task_function_samples())
    for (const Differs& differs : differing(all_tensors(sample.arguments).size()))
      for (const std::int64_t tasks : {1, 3}) {
        INFO(sample.name << shapes_of(sample.arguments) << ", tasks " << tasks << ", differs " << shown(differs));
        CHECK(compare(sample, tasks, differs).difference == "");
      }
}

TEST_CASE("functions for several tasks: other ranks, types, dimensions and words, right and wrong") {
  for (const FunctionSample& sample : task_function_samples())
    for (const FunctionSample& variant : variants(sample))
      for (const Differs& differs : differing(all_tensors(variant.arguments).size(), 2)) {
        INFO(variant.name << shapes_of(variant.arguments) << ", differs " << shown(differs));
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
