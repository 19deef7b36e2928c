#include "compiler/graph/problem_graph.h"

#include "compiler/graph/graph.h"
#include "compiler/graph/lookup.h"
#include "compiler/graph/order.h"
#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {

const sema::Edge* ProblemGraph::l2u(const sema::Program& program, ProblemId lower, ProblemId upper) const {
  const Arc* arc = find_arc(*arcs, upper, lower);
  return arc == nullptr || arc->l2u < 0 ? nullptr : &program.edges[static_cast<std::size_t>(arc->l2u)];
}

ProblemGraph build_graph(const sema::Program& program, Diagnostics& diagnostics) {
  ProblemGraph graph;
  if (program.problems.empty()) {
    diagnostics.error("MLO0414", program.run.span, "nothing to optimize: the program has no `problem`")
        .with_help("add a `problem name { ... }` with a module, an optimizer and a loss");
    return graph;
  }
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem)
    graph.reads.push_back(find_reads(program, problem));

  Rules rules{program, graph, diagnostics, {}};
  add_arcs(rules);
  graph.above = transitive_closure(*graph.arcs);
  const bool ordered = check_order(rules);
  check_used(rules, ordered);
  check_reads(rules);
  if (!ordered) return graph;  // levels, dependence and methods mean nothing on a cycle

  graph.level = find_levels(*graph.arcs);
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem)
    graph.below.push_back(play_order(graph, problem));
  graph.free_reads = find_free_reads(program, graph, /*with_detached=*/false);
  check_dropped(rules);
  check_way_back(rules);

  const Derivatives derivatives(program, graph);
  check_start_seen(rules, derivatives);
  check_methods(rules, derivatives);
  check_own_derivative(rules, derivatives);
  check_connected(rules);
  check_lines(rules);
  check_envs(rules);
  check_restarts(rules);
  check_statistics(rules);
  return graph;
}

}  // namespace mlo::graph
