// The parts of `mlo plan`, one function each; every one ends with a newline, or is empty.
#pragma once

#include <string>

#include "compiler/graph/schedule.h"

namespace mlo::graph {

std::string plan_problems(const sema::Program& program, const ProblemGraph& graph);
std::string plan_edges(const sema::Program& program, const ProblemGraph& graph);
std::string plan_gradients(const sema::Program& program, const ProblemGraph& graph);
std::string plan_rounds(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule);
std::string plan_measures(const sema::Program& program);

}  // namespace mlo::graph
