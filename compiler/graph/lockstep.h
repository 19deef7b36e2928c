// Problems that move together, and whether that agrees with the edges.
#pragma once

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// Groups of problems of which neither is above the other and that share a problem directly below them or an env,
/// directly or through others of the group; most groups have one member. By the first member's id.
/// MLO0412 members that do not keep step, MLO0421 a group that contradicts the edges.
std::vector<std::vector<ProblemId>> lockstep_groups(const sema::Program& program, const ProblemGraph& graph,
                                                    Diagnostics& diagnostics);

}  // namespace mlo::graph
