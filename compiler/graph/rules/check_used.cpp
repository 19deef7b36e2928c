#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/reads.h"
#include "compiler/graph/rules/repairs.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

using Kind = sema::Edge::Kind;

bool reads(const Reads& lines, ProblemId problem) {
  return lines.loss.contains(problem) || lines.start.contains(problem) || lines.optimizer.contains(problem);
}

/// All that `upper`'s loss reads, and what solutions in it are computed from. A solution's own lower problems are its
/// own business, so steps lead only to what is outside of it.
std::set<ProblemId> computed_from(const ProblemGraph& graph, const std::vector<std::vector<ProblemId>>& free_reads,
                                  ProblemId upper) {
  std::set<ProblemId> found = graph.reads[upper].loss;
  std::vector<ProblemId> waiting(found.begin(), found.end());
  while (!waiting.empty()) {
    const ProblemId solution = waiting.back();
    waiting.pop_back();
    if (!graph.above[upper][solution]) continue;
    for (const ProblemId problem : free_reads[solution])
      if (found.insert(problem).second) waiting.push_back(problem);
  }
  return found;
}

/// `upper` and `lower` as the edge has them, though `upper` reads `lower` and not the other way round.
bool is_wrong_way_round(const Rules& rules, const sema::Edge& edge) {
  const bool read = reads(rules.graph.reads[edge.from], edge.to);
  return read && find_edge(rules.program, Kind::u2l, edge.to, edge.from) == nullptr &&
         find_edge(rules.program, Kind::l2u, edge.to, edge.from) == nullptr;
}

void say_wrong_way_round(Rules& rules, const sema::Edge& edge, Diagnostic& diagnostic) {
  const auto& program = rules.program;
  const Reads& lines = rules.graph.reads[edge.from];
  const auto down = u2l_line(program, edge.to, edge.from);
  const auto up = l2u_line(program, edge.to, edge.from, edge.method == nullptr ? "unroll" : method_text(edge));
  diagnostic.label(place_of_read(program, edge.from, edge.to),
                   fmt::format("but {} reads {} here", quoted(program, edge.from), quoted(program, edge.to)));
  rules.explained_reads.insert({edge.from, edge.to});
  rules.missing_l2u.insert({edge.to, edge.from});
  if (lines.start.contains(edge.to) || lines.optimizer.contains(edge.to)) {
    diagnostic.with_help(fmt::format("the edge is the wrong way round; write `{}`", down));
    if (edge.kind == Kind::u2l) turn_round(diagnostic, program, edge);
  } else {
    diagnostic.with_help(
        fmt::format("the edge is the wrong way round; write `{}` if {} shapes {},\n"
                    "or `{}` if {} uses the solution of {}",
                    down, quoted(program, edge.to), quoted(program, edge.from), up, quoted(program, edge.from),
                    quoted(program, edge.to)));
  }
}

/// The upper loss has a derivative beside the one that the edge was to give it: along its own parameters, or through
/// another problem that it shapes.
bool learns_without(const Rules& rules, const sema::Edge& edge) {
  const Reads& upper = rules.graph.reads[edge.from];
  return upper.own || std::any_of(upper.loss.begin(), upper.loss.end(), [&](ProblemId lower) {
           return lower != edge.to && rules.graph.reads[lower].loss.contains(edge.from) &&
                  find_edge(rules.program, Kind::l2u, lower, edge.from) != nullptr;
         });
}

void report_u2l(Rules& rules, const sema::Edge& edge) {
  const auto& program = rules.program;
  const auto upper = quoted(program, edge.from);
  const auto lower = quoted(program, edge.to);
  auto& diagnostic = rules.error("MLO0402", edge.span, fmt::format("nothing uses `{}`", edge_text(program, edge)),
                                 {edge.from, edge.to});
  if (rules.graph.reads[edge.to].constant.contains(edge.from)) {
    diagnostic.at(fmt::format("{} reads {} only as a constant", lower, upper));
    diagnostic.note("what is read under `detach`, or through an env, has no derivative and needs no edge");
    diagnostic.with_help(fmt::format("take the edge out, or read {} without `detach`", upper));
    const bool back = find_edge(program, Kind::l2u, edge.to, edge.from) != nullptr;
    if (back && learns_without(rules, edge)) take_out(diagnostic, program, edge);
    return;
  }
  diagnostic.at(fmt::format("no loss, start or optimizer of {} reads {}", lower, upper));
  if (is_wrong_way_round(rules, edge)) return say_wrong_way_round(rules, edge, diagnostic);
  diagnostic.label(line_of(program.problems[edge.to], "loss"), fmt::format("{} is not read here", upper));
  diagnostic.note(fmt::format("the gradient that {} gets through {} would be exactly zero", upper, lower));
  diagnostic.with_help(
      fmt::format("read {} in the loss, `init` or optimizer of {}, or take the edge out", upper, lower));
}

void report_l2u(Rules& rules, const sema::Edge& edge) {
  const auto& program = rules.program;
  const auto lower = quoted(program, edge.from);
  const auto upper = quoted(program, edge.to);
  auto& diagnostic = rules.error("MLO0402", edge.span, fmt::format("nothing uses `{}`", edge_text(program, edge)),
                                 {edge.from, edge.to});
  if (rules.graph.reads[edge.to].constant.contains(edge.from)) {
    diagnostic.at(fmt::format("{} reads {} only as a constant", upper, lower));
    diagnostic.label(edge.via_span, "so there is nothing to differentiate");
    diagnostic.with_help(fmt::format("read {} without `detach`, or write `via detach`", lower));
    return;
  }
  diagnostic.at(fmt::format("the loss of {} reads neither {} nor a solution computed from it", upper, lower));
  if (is_wrong_way_round(rules, edge)) return say_wrong_way_round(rules, edge, diagnostic);
  diagnostic.label(line_of(program.problems[edge.to], "loss"), fmt::format("{} is not read here", lower));
  diagnostic.with_help(fmt::format("read {} in the loss of {}, or take the edge out", lower, upper));
}

}  // namespace

void check_used(Rules& rules, bool ordered) {
  const auto& graph = rules.graph;
  const auto free_reads =
      ordered ? find_free_reads(rules.program, graph, /*with_detached=*/true) : std::vector<std::vector<ProblemId>>();
  for (const auto& edge : rules.program.edges) {
    if (rules.blamed_edges.contains(&edge)) continue;
    if (edge.kind == Kind::u2l) {
      if (reads(graph.reads[edge.to], edge.from)) continue;
      report_u2l(rules, edge);
    } else {
      const bool as_constant = is_detached(edge) && graph.reads[edge.to].constant.contains(edge.from);
      if (!ordered || as_constant || computed_from(graph, free_reads, edge.to).contains(edge.from)) continue;
      report_l2u(rules, edge);
    }
    rules.blamed_edges.insert(&edge);
  }
}

}  // namespace mlo::graph
