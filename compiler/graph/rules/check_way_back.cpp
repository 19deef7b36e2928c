#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/graph.h"
#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

using Kind = sema::Edge::Kind;

/// Problems that chains of `l2u` edges lead to from `lower`; edges that are already reported as missing count.
std::set<ProblemId> reached_upwards(const Rules& rules, ProblemId lower) {
  const Graph& graph = *rules.graph.arcs;
  std::set<ProblemId> reached;
  std::vector<ProblemId> waiting{lower};
  const auto reach = [&](ProblemId upper) {
    if (reached.insert(upper).second) waiting.push_back(upper);
  };
  while (!waiting.empty()) {
    const ProblemId problem = waiting.back();
    waiting.pop_back();
    for (const auto& arc : boost::make_iterator_range(in_edges(problem, graph)))
      if (graph[arc].l2u >= 0) reach(static_cast<ProblemId>(source(arc, graph)));
    const auto& missing = rules.missing_l2u;
    for (auto it = missing.lower_bound({problem, 0}); it != missing.end() && it->first == problem; ++it)
      reach(it->second);
  }
  return reached;
}

/// The lower problem's solution reaches the upper one, or a problem that differentiates both: in a diamond
/// (x above y1 and y2, y1 above y2), y1 itself needs nothing of y2, and x needs how y2 depends on y1.
bool has_way_back(const Rules& rules, const sema::Edge& edge) {
  std::set<ProblemId> who_asks = reached_upwards(rules, edge.from);
  who_asks.insert(edge.from);
  const auto reached = reached_upwards(rules, edge.to);
  return std::any_of(reached.begin(), reached.end(), [&](ProblemId problem) { return who_asks.contains(problem); });
}

/// What `upper` would have to read for a derivative through `lower`.
bool uses(const ProblemGraph& graph, ProblemId upper, ProblemId lower) {
  if (graph.reads[upper].loss.contains(lower)) return true;
  for (const ProblemId solution : graph.reads[upper].loss)
    for (const ProblemId problem : graph.free_reads[solution])
      if (problem == lower) return true;
  return false;
}

void report_no_way_back(Rules& rules, const sema::Edge& edge) {
  const auto& program = rules.program;
  const auto upper = quoted(program, edge.from);
  const auto lower = quoted(program, edge.to);
  auto& diagnostic = rules.error("MLO0405", edge.span, fmt::format("{} gets no gradient back from {}", upper, lower),
                                 {edge.from, edge.to});
  diagnostic.at(fmt::format("{} shapes {}, but no `l2u` edges lead from {} back up to it", upper, lower, lower));
  diagnostic.label(place_of_read(program, edge.to, edge.from), fmt::format("{} reads {} here", lower, upper));
  const auto line = l2u_line(program, edge.to, edge.from, "unroll");
  if (uses(rules.graph, edge.from, edge.to)) {
    diagnostic.with_help(fmt::format("add the edge `{}`, or with another method", line));
    return;
  }
  diagnostic.label(line_of(program.problems[edge.from], "loss"),
                   fmt::format("the loss of {} does not read {}", upper, lower));
  diagnostic.with_help(
      fmt::format("let the loss of {} read {} and add `{}`;\nif {} shall not learn from {}, read "
                  "`detach({})` there and take this edge out",
                  upper, lower, line, upper, lower, program.problems[edge.from].name));
}

/// `upper`'s loss uses the solution of `through`, which is computed from `lower`'s.
void report_dropped(Rules& rules, ProblemId upper, ProblemId through, ProblemId lower) {
  const auto& program = rules.program;
  rules.missing_l2u.insert({lower, upper});
  auto& diagnostic =
      rules.error("MLO0407", place_of_read(program, upper, through),
                  fmt::format("how {} depends on {} would be dropped", quoted(program, upper), quoted(program, lower)),
                  {upper, lower});
  diagnostic.at(fmt::format("{} uses the solution of {} here", quoted(program, upper), quoted(program, through)));
  if (const auto* down = find_edge(program, Kind::u2l, lower, through))
    diagnostic.label(down->span, fmt::format("and {} depends on {}", quoted(program, through), quoted(program, lower)));
  diagnostic.note(fmt::format("{} stands below {}, so its solution moves when {} moves", quoted(program, lower),
                              quoted(program, upper), quoted(program, upper)));
  diagnostic.with_help(
      fmt::format("add the edge `{}`, or with another method", l2u_line(program, lower, upper, "unroll")));
}

/// From the solutions that the loss of `upper` reads on to those that they are computed from.
void check_dropped_from(Rules& rules, ProblemId upper) {
  const auto& graph = rules.graph;
  std::set<ProblemId> seen = graph.reads[upper].loss;
  std::vector<ProblemId> waiting(seen.begin(), seen.end());
  while (!waiting.empty()) {
    const ProblemId solution = waiting.back();
    waiting.pop_back();
    const sema::Edge* edge = graph.l2u(rules.program, solution, upper);
    if (edge == nullptr || is_detached(*edge)) continue;
    for (const ProblemId lower : graph.free_reads[solution]) {
      if (!graph.above[upper][lower] || !seen.insert(lower).second) continue;
      if (graph.l2u(rules.program, lower, upper) == nullptr) {
        report_dropped(rules, upper, solution, lower);
      } else {
        waiting.push_back(lower);
      }
    }
  }
}

}  // namespace

void check_dropped(Rules& rules) {
  for (ProblemId upper = 0; upper < rules.program.problems.size(); ++upper) check_dropped_from(rules, upper);
}

void check_way_back(Rules& rules) {
  for (const auto& edge : rules.program.edges) {
    if (edge.kind != Kind::u2l || rules.blamed_edges.contains(&edge)) continue;
    if (!has_way_back(rules, edge)) report_no_way_back(rules, edge);
  }
}

}  // namespace mlo::graph
