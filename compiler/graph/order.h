// The order of problems: what stands above what, and what plays before what.
#pragma once

#include <functional>

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// above[a][b]: a chain of arcs leads from a down to b.
std::vector<std::vector<bool>> transitive_closure(const Graph& graph);
/// One shortest cycle of each strong component that has one, upper problem first.
std::vector<std::vector<ProblemId>> shortest_cycles(const Graph& graph);
/// Every problem after all that stand below it. The graph must have no cycle.
std::vector<ProblemId> bottom_up(const Graph& graph);
/// 0 for tops; otherwise one more than the lowest problem above.
std::vector<int> find_levels(const Graph& graph);

using Before = std::function<bool(std::size_t, std::size_t)>;
/// 0 .. count-1 so that i stands before j where `must(i, j)`, and where `should(i, j)` unless that is impossible; as
/// they come otherwise. `must` has no cycle.
std::vector<std::size_t> stable_order(std::size_t count, const Before& must, const Before& should);

/// Problems that have an edge `l2u x -> upper`.
std::vector<ProblemId> directly_below(const Graph& graph, ProblemId upper);
/// Whether, among problems that play before the same pass, b waits for a: it reads a under `detach`.
bool waits_for(const ProblemGraph& graph, ProblemId b, ProblemId a);
/// The same, in the order in which they play.
std::vector<ProblemId> play_order(const ProblemGraph& graph, ProblemId upper);

}  // namespace mlo::graph
