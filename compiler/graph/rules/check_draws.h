// Whether a round sees in training what it sees where it is measured.
#pragma once

#include "compiler/graph/schedule.h"

namespace mlo::graph {

/// MLO0424 (a warning): a problem that restarts below others draws an env anew for each step of its round, and a
/// `validate` or `test` plays that round on one draw.
void check_draws(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule,
                 Diagnostics& diagnostics);

}  // namespace mlo::graph
