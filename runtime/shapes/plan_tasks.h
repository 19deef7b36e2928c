// How tasks that do not depend on each other are played: decided before a run, from the sizes of operations.
#pragma once

#include "compiler/graph/schedule.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// Fills `Unit::tasks` and `Schedule::draws`, as `run { tasks, memory }` says. Warns where one task alone takes more
/// than `memory`.
void plan_tasks(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
                data::Datasets& datasets, graph::Schedule& schedule, Diagnostics& diagnostics);

}  // namespace mlo::engine
