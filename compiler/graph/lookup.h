// Edges found by their ends, and problems and edges as text.
#pragma once

#include <optional>
#include <string>

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// The arc from `upper` down to `lower`, or null.
const Arc* find_arc(const Graph& graph, ProblemId upper, ProblemId lower);
/// The first edge of that kind as written, or null.
const sema::Edge* find_edge(const sema::Program& program, sema::Edge::Kind kind, ProblemId from, ProblemId to);
/// The problem that stands above the other by this edge, and the one that stands below.
ProblemId upper_of(const sema::Edge& edge);
ProblemId lower_of(const sema::Edge& edge);

bool is_detached(const sema::Edge& edge);
bool is_implicit(const sema::Edge& edge);
bool sees_loss(const sema::Edge& edge);
bool sees_optimizer(const sema::Edge& edge);
/// A method that goes through fewer steps than a round has takes where they begin as a constant.
bool sees_start(const sema::Program& program, const sema::Edge& edge);
bool is_truncated(const sema::Program& program, const sema::Edge& edge);
/// The number given to the method by that name; nothing where it has no such parameter, or `none`.
std::optional<double> argument_named(const sema::Edge& edge, const std::string& name);

/// `adapt`, in backticks.
std::string quoted(const sema::Program& program, ProblemId problem);
/// "`a`, `b` and `c`"; of many the first, and how many others.
std::string quoted_list(const sema::Program& program, const std::vector<ProblemId>& problems);
/// `cg(iterations = 3)`: as a user would write it, defaults left out.
std::string method_text(const sema::Edge& edge);
/// `l2u adapt -> meta via cg(iterations = 3)`.
std::string edge_text(const sema::Program& program, const sema::Edge& edge);
/// The line `u2l upper -> lower`.
std::string u2l_line(const sema::Program& program, ProblemId upper, ProblemId lower);
/// The line `l2u lower -> upper via METHOD`, with the method that the lower problem's other edges have, or `method`.
std::string l2u_line(const sema::Program& program, ProblemId lower, ProblemId upper, const std::string& method);

/// The line of a problem that begins with `keyword`; its name where the line is not written.
Span line_of(const sema::Problem& problem, const std::string& keyword);

}  // namespace mlo::graph
