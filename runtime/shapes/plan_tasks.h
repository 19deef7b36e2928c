// How tasks that do not depend on each other are played: decided before a run, from the sizes of operations.
#pragma once

#include "compiler/graph/schedule.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// Fills `Unit::tasks` and `Schedule::draws`, as `run { tasks, memory }` says.
void plan_tasks(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
                graph::Schedule& schedule);

}  // namespace mlo::engine
