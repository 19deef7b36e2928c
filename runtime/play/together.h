// Consecutive tasks that are played together; see `graph::TaskPlan`.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/play/world.h"

namespace mlo::engine {

struct Together {
  std::int64_t first = 0, count = 0;

  /// Nearly equal pieces of at most `most`. They do not depend on the number of threads, so that the sums of a run do
  /// not either.
  static std::vector<Together> split(std::int64_t count, std::int64_t most);
};

/// Makes a world one of many tasks, the first of which comes `ahead` tasks after the one that it stands at.
void enter_axis(World& world, std::shared_ptr<const Tasks> tasks, std::int64_t ahead);

/// How many tasks' losses a problem's loss in a pass is the sum of: more than one where its own parameters are shared.
std::int64_t tasks_in(const Pass& pass, ProblemId problem, std::size_t member);
/// Of all passes of a step.
std::int64_t tasks_in(const std::vector<Pass>& passes, ProblemId problem, std::size_t member);
/// How many tasks' solutions a round has at once; 0: one, without the task axis.
std::int64_t tasks_of(const Round& round, ProblemId problem, std::size_t member);

}  // namespace mlo::engine
