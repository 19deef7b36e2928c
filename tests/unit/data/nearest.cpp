#include "tests/unit/data/nearest.h"

#include <ATen/ATen.h>

#include "runtime/data/examples.h"
#include "runtime/data/random.h"

namespace mlo::test {

double nearest_neighbour_accuracy(const data::Dataset& set, int tasks, int ways) {
  constexpr std::int64_t queries = 5;
  data::Random random({1});
  auto generator = at::detail::createCPUGenerator(1);
  const at::Tensor truth = at::arange(ways).repeat_interleave(queries);
  double right = 0;
  for (int task = 0; task < tasks; ++task) {
    const at::Tensor classes = data::permutation(set.info().classes, random).narrow(0, 0, ways);
    const at::Tensor drawn = data::draw_examples(set, classes, 1 + queries, generator).flatten(2);
    const at::Tensor support = drawn.select(1, 0), query = drawn.narrow(1, 1, queries).reshape({ways * queries, -1});
    right += at::cdist(query, support).argmin(1).eq(truth).to(at::kFloat).mean().item<double>();
  }
  return right / tasks;
}

}  // namespace mlo::test
