#include <fmt/format.h>

#include <map>
#include <tuple>

#include "compiler/graph/graph.h"
#include "compiler/graph/rules/repairs.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

void report_self_edge(Rules& rules, const sema::Edge& edge) {
  auto& diagnostic = rules.error(
      "MLO0406", edge.span, fmt::format("an edge from {} to itself", quoted(rules.program, edge.from)), {edge.from});
  diagnostic.with_help("take the edge out: a problem reads its own parameters by `self`, without an edge");
  take_out(diagnostic, rules.program, edge);
}

void report_repetition(Rules& rules, const sema::Edge& edge, const sema::Edge& first) {
  const bool alike = edge.method == first.method && edge.arguments == first.arguments;
  const bool one_line = edge.span == first.span;  // `u2l a -> b, b`
  auto& diagnostic =
      rules.error("MLO0403", one_line ? edge.to_span : edge.span,
                  fmt::format("the edge `{}` stands here twice", edge_text(rules.program, edge)), {edge.from, edge.to});
  diagnostic.label(one_line ? first.to_span : first.span, "it stands here first");
  if (alike) {
    diagnostic.with_help("take one of them out");
    take_out(diagnostic, rules.program, edge);
  } else {
    diagnostic.message =
        fmt::format("two edges from {} to {}", quoted(rules.program, edge.from), quoted(rules.program, edge.to));
    diagnostic.at(fmt::format("again, via `{}`", method_text(edge)));
    diagnostic.labels.back().text = fmt::format("first via `{}`", method_text(first));
    diagnostic.with_help("keep one of them: a solution is differentiated in one way for each problem that asks");
  }
}

}  // namespace

Diagnostic& Rules::error(std::string code, Span span, std::string message, std::initializer_list<ProblemId> about) {
  blamed.insert(about.begin(), about.end());
  if (++errors > most_errors) return unsaid = {};
  return diagnostics.error(std::move(code), span, std::move(message));
}

void add_arcs(Rules& rules) {
  const auto& program = rules.program;
  rules.graph.arcs = std::make_shared<Graph>(program.problems.size());
  Graph& graph = *rules.graph.arcs;
  std::map<std::tuple<sema::Edge::Kind, ProblemId, ProblemId>, const sema::Edge*> firsts;
  for (std::size_t i = 0; i < program.edges.size(); ++i) {
    const sema::Edge& edge = program.edges[i];
    const sema::Edge* first = firsts.emplace(std::tuple(edge.kind, edge.from, edge.to), &edge).first->second;
    if (first != &edge || edge.from == edge.to) {
      rules.blamed_edges.insert(&edge);
      if (rules.said_enough()) continue;
      first != &edge ? report_repetition(rules, edge, *first) : report_self_edge(rules, edge);
      continue;
    }
    const auto upper = upper_of(edge);
    const auto lower = lower_of(edge);
    auto [arc, found] = boost::edge(upper, lower, graph);
    if (!found) arc = add_edge(upper, lower, graph).first;
    (edge.kind == sema::Edge::Kind::u2l ? graph[arc].u2l : graph[arc].l2u) = static_cast<int>(i);
  }
}

}  // namespace mlo::graph
