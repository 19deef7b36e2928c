#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/order.h"
#include "compiler/graph/rules/repairs.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

using Cycle = std::vector<ProblemId>;

/// The cycle as a picture; each problem stands above the one that its arrow points to, the last above the first:
///     +-----+
///     |     a
///     |     v
///     |     b
///     +-----+
std::string picture(const sema::Program& program, const Cycle& cycle) {
  std::string text = "each stands above the next, and the last above the first:\n    +-----+\n";
  for (std::size_t i = 0; i < cycle.size(); ++i)
    text += fmt::format("{}    |     {}\n", i == 0 ? "" : "    |     v\n", program.problems[cycle[i]].name);
  return text + "    +-----+";
}

std::vector<const sema::Edge*> edges_of(const sema::Program& program, const Cycle& cycle) {
  std::vector<const sema::Edge*> edges;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    const ProblemId upper = cycle[i];
    const ProblemId lower = cycle[(i + 1) % cycle.size()];
    for (const auto* edge : {find_edge(program, sema::Edge::Kind::u2l, upper, lower),
                             find_edge(program, sema::Edge::Kind::l2u, lower, upper)})
      if (edge != nullptr) edges.push_back(edge);
  }
  return edges;
}

/// The upper problem of this edge starts from the lower one, or its optimizer reads it: what is read so stands above.
bool is_upside_down(const ProblemGraph& graph, const sema::Edge& edge) {
  const Reads& reads = graph.reads[upper_of(edge)];
  return reads.start.contains(lower_of(edge)) || reads.optimizer.contains(lower_of(edge));
}

/// Whether the edge can be right: an edge down where its lower problem reads the upper one, an edge up where its upper
/// problem's loss reads the lower one, or another solution, which may be computed from it.
bool can_be_right(const ProblemGraph& graph, const sema::Edge& edge) {
  const Reads& reads = graph.reads[edge.to];
  if (is_upside_down(graph, edge)) return false;
  if (edge.kind == sema::Edge::Kind::l2u) return !reads.loss.empty() || reads.constant.contains(edge.from);
  return reads.loss.contains(edge.from) || reads.start.contains(edge.from) || reads.optimizer.contains(edge.from);
}

std::string message(const sema::Program& program, const Cycle& cycle) {
  if (cycle.size() == 2)
    return fmt::format("{} stands above {} and below it at once", quoted(program, cycle[0]), quoted(program, cycle[1]));
  return fmt::format("a cycle: each of {} would stand above itself", quoted_list(program, cycle));
}

/// Two problems that read each other: the edges as they are for either order.
std::string both_orders(const sema::Program& program, const Cycle& cycle) {
  const auto edges = [&](ProblemId upper, ProblemId lower) {
    return fmt::format("`{}` and `{}`", u2l_line(program, upper, lower), l2u_line(program, lower, upper, "unroll"));
  };
  return fmt::format("keep two edges: {},\nor {}", edges(cycle[0], cycle[1]), edges(cycle[1], cycle[0]));
}

bool read_each_other(const ProblemGraph& graph, const Cycle& cycle) {
  return cycle.size() == 2 && graph.reads[cycle[0]].loss.contains(cycle[1]) &&
         graph.reads[cycle[1]].loss.contains(cycle[0]);
}

/// For an edge that is upside down: its lower problem must stand above its upper one.
void say_turn_round(Rules& rules, const sema::Edge& edge, Diagnostic& diagnostic) {
  const auto& program = rules.program;
  const ProblemId reader = upper_of(edge), read = lower_of(edge);
  const bool start = rules.graph.reads[reader].start.contains(read);
  const bool up = edge.kind == sema::Edge::Kind::l2u;
  const auto line = up ? fmt::format("l2u {} -> {} via {}", program.problems[edge.to].name,
                                     program.problems[edge.from].name, method_text(edge))
                       : u2l_line(program, edge.to, edge.from);
  diagnostic.label(line_of(program.problems[reader], start ? "init" : "optimizer"),
                   fmt::format("{} reads {} here, which must stand above it for that", quoted(program, reader),
                               quoted(program, read)));
  if (find_edge(program, edge.kind, edge.to, edge.from) != nullptr) {
    diagnostic.with_help(fmt::format("take out `{}`", edge_text(program, edge)));
    take_out(diagnostic, program, edge);
  } else {
    diagnostic.with_help(fmt::format("the edge is the wrong way round; write `{}`", line));
    turn_round(diagnostic, program, edge);
  }
}

void report(Rules& rules, const Cycle& cycle) {
  const auto& program = rules.program;
  auto edges = edges_of(program, cycle);
  std::sort(edges.begin(), edges.end(), [](auto* a, auto* b) { return a->span.begin < b->span.begin; });
  const auto wrong =
      std::find_if(edges.begin(), edges.end(), [&](auto* edge) { return !can_be_right(rules.graph, *edge); });
  const sema::Edge& primary = wrong == edges.end() ? *edges.back() : **wrong;

  rules.blamed.insert(cycle.begin(), cycle.end());
  rules.blamed_edges.insert(edges.begin(), edges.end());
  for (const ProblemId reader : cycle)  // which edge is missing between them cannot be said before the order is
    for (const ProblemId read : cycle) rules.explained_reads.insert({reader, read});
  auto& diagnostic = rules.error("MLO0404", primary.span, message(program, cycle), {});
  for (const auto* edge : edges) {
    const auto text =
        fmt::format("puts {} above {}", quoted(program, upper_of(*edge)), quoted(program, lower_of(*edge)));
    edge == &primary ? diagnostic.at(text) : diagnostic.label(edge->span, text);
  }
  diagnostic.note(picture(program, cycle));
  if (wrong == edges.end() && read_each_other(rules.graph, cycle)) {
    diagnostic.with_help(both_orders(program, cycle));
  } else if (wrong == edges.end()) {
    diagnostic.with_help(
        "take one of these edges out; a problem that is read as a constant, `detach(name)`, needs none");
  } else if (is_upside_down(rules.graph, primary)) {
    say_turn_round(rules, primary, diagnostic);
  } else {
    diagnostic.with_help(fmt::format("take out `{}`: {} does not read {}", edge_text(program, primary),
                                     quoted(program, primary.to), quoted(program, primary.from)));
    take_out(diagnostic, program, primary);
  }
}

}  // namespace

bool check_order(Rules& rules) {
  const auto cycles = shortest_cycles(*rules.graph.arcs);
  for (const Cycle& cycle : cycles) report(rules, cycle);
  return cycles.empty();
}

}  // namespace mlo::graph
