#include "compiler/graph/lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/graph.h"

namespace mlo::graph {
namespace {

bool same(const sema::Argument& a, const sema::Argument& b) {
  return a == b || (a.is_number() && b.is_number() && a.number() == b.number());
}

sema::MethodTraits traits(const sema::Edge& edge) {
  return edge.method == nullptr ? sema::MethodTraits{} : edge.method->method;
}

}  // namespace

const Arc* find_arc(const Graph& graph, ProblemId upper, ProblemId lower) {
  const auto [arc, found] = boost::edge(upper, lower, graph);
  return found ? &graph[arc] : nullptr;
}

const sema::Edge* find_edge(const sema::Program& program, sema::Edge::Kind kind, ProblemId from, ProblemId to) {
  for (const auto& edge : program.edges)
    if (edge.kind == kind && edge.from == from && edge.to == to) return &edge;
  return nullptr;
}

ProblemId upper_of(const sema::Edge& edge) { return edge.kind == sema::Edge::Kind::u2l ? edge.from : edge.to; }
ProblemId lower_of(const sema::Edge& edge) { return edge.kind == sema::Edge::Kind::u2l ? edge.to : edge.from; }

bool is_detached(const sema::Edge& edge) { return traits(edge).family == sema::MethodTraits::Family::detached; }
bool is_implicit(const sema::Edge& edge) { return traits(edge).family == sema::MethodTraits::Family::implicit; }
bool sees_loss(const sema::Edge& edge) { return !is_detached(edge) && traits(edge).sees_loss; }
bool sees_optimizer(const sema::Edge& edge) { return !is_detached(edge) && traits(edge).sees_start; }
bool sees_start(const sema::Program& program, const sema::Edge& edge) {
  return sees_optimizer(edge) && !is_truncated(program, edge);
}

bool is_truncated(const sema::Program& program, const sema::Edge& edge) {
  const auto kept = argument_named(edge, "truncate");
  return kept && *kept < static_cast<double>(program.problems[edge.from].steps);
}

std::optional<double> argument_named(const sema::Edge& edge, const std::string& name) {
  if (edge.method == nullptr) return std::nullopt;
  const auto& parameters = edge.method->signature.parameters;
  for (std::size_t i = 0; i < std::min(parameters.size(), edge.arguments.size()); ++i)
    if (parameters[i].name == name && edge.arguments[i].is_number()) return edge.arguments[i].number();
  return std::nullopt;
}

std::string quoted(const sema::Program& program, ProblemId problem) {
  return fmt::format("`{}`", program.problems[problem].name);
}

std::string quoted_list(const sema::Program& program, const std::vector<ProblemId>& problems) {
  constexpr std::size_t most = 6;
  const std::size_t shown = problems.size() > most + 1 ? most : problems.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == problems.size() ? " and " : ", ";
    text += quoted(program, problems[i]);
  }
  return shown < problems.size() ? fmt::format("{} and {} others", text, problems.size() - shown) : text;
}

std::string method_text(const sema::Edge& edge) {
  if (edge.method == nullptr) return "?";
  const auto& parameters = edge.method->signature.parameters;
  std::string arguments;
  for (std::size_t i = 0; i < std::min(parameters.size(), edge.arguments.size()); ++i) {
    if (parameters[i].default_value && same(*parameters[i].default_value, edge.arguments[i])) continue;
    if (!arguments.empty()) arguments += ", ";
    arguments += fmt::format("{} = {}", parameters[i].name, sema::describe(edge.arguments[i]));
  }
  return arguments.empty() ? edge.method->name() : fmt::format("{}({})", edge.method->name(), arguments);
}

std::string edge_text(const sema::Program& program, const sema::Edge& edge) {
  const auto& from = program.problems[edge.from].name;
  const auto& to = program.problems[edge.to].name;
  if (edge.kind == sema::Edge::Kind::u2l) return fmt::format("u2l {} -> {}", from, to);
  return fmt::format("l2u {} -> {} via {}", from, to, method_text(edge));
}

std::string u2l_line(const sema::Program& program, ProblemId upper, ProblemId lower) {
  return fmt::format("u2l {} -> {}", program.problems[upper].name, program.problems[lower].name);
}

std::string l2u_line(const sema::Program& program, ProblemId lower, ProblemId upper, const std::string& method) {
  std::string via = method;
  for (const auto& edge : program.edges)
    if (edge.kind == sema::Edge::Kind::l2u && edge.from == lower && edge.method != nullptr) via = method_text(edge);
  return fmt::format("l2u {} -> {} via {}", program.problems[lower].name, program.problems[upper].name, via);
}

Span line_of(const sema::Problem& problem, const std::string& keyword) {
  const auto found = problem.lines.find(keyword);
  return found == problem.lines.end() ? problem.span : found->second;
}

}  // namespace mlo::graph
