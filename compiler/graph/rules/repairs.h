// Repairs that can be applied without asking: lines added and taken out.
#pragma once

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// Adds `line` behind the last edge of the program, or behind `problem` where there is none.
void add_line(Diagnostic& diagnostic, const sema::Program& program, ProblemId problem, const std::string& line);
/// Takes out one edge: its line, or its name behind the arrow where others stand there too.
void take_out(Diagnostic& diagnostic, const sema::Program& program, const sema::Edge& edge);
/// Exchanges the ends of an edge that stands alone on its line; nothing otherwise.
void turn_round(Diagnostic& diagnostic, const sema::Program& program, const sema::Edge& edge);

}  // namespace mlo::graph
