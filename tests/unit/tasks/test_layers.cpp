// Every layer with a task axis: the same as one call for each task, derivatives included.
#include <fmt/format.h>

#include "tests/unit/catch.h"
#include "tests/unit/tasks/compare.h"
#include "tests/unit/tasks/samples.h"

using namespace mlo;
using namespace mlo::test;

namespace {

std::size_t tensors_of(const LayerSample& sample) {
  std::vector<nn::Shape> shapes;
  for (const Tensor& input : sample.inputs) shapes.push_back(input.sizes().vec());
  return sample.inputs.size() + Layer(sample.name, sample.arguments, shapes).weights.size();
}

}  // namespace

TEST_CASE("layers for several tasks: values and both derivatives are those of each task") {
  for (const LayerSample& sample : task_layer_samples())
    for (const Differs& differs : differing(tensors_of(sample)))
      for (const std::int64_t tasks : {1, 3}) {
        INFO(sample.name << c10::str(sample.inputs[0].sizes()) << ", training " << sample.training << ", tasks "
                         << tasks << ", differs " << shown(differs));
        CHECK(compare(sample, tasks, differs).difference == "");
      }
}

TEST_CASE("which layers LibTorch's vmap refuses, or is wrong about", "[.measure]") {
  for (const LayerSample& sample : task_layer_samples())
    for (const Differs& differs : differing(tensors_of(sample))) {
      const Comparison of = compare(sample, 3, differs, tasks::vmapped);
      if (of.refused || !of.difference.empty())
        fmt::print("{} {}: {}\n", sample.name, shown(differs), of.refused ? "refused" : of.difference);
    }
}
