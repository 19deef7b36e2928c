// Edges: names to problems, methods to builtins. What may stand where is the graph's matter.
#include <fmt/format.h>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {

void Elaborator::elaborate_edge(const ast::Edge& item) {
  const auto find = [&](const ast::Name& name) -> std::optional<ProblemId> {
    if (const auto id = program_.problem_named(name.text)) return id;
    std::vector<std::string> names;
    for (const Problem& problem : program_.problems) names.push_back(problem.name);
    if (names_hidden_ && !did_you_mean(name.text, names)) return std::nullopt;
    Diagnostic& d = error("MLO0201", name.span, fmt::format("there is no problem `{}`", name.text));
    suggest(d, name.span, name.text, names);
    if (d.help.empty() && !names.empty()) d.with_help(fmt::format("the problems are: {}", fmt::join(names, ", ")));
    return std::nullopt;
  };
  Edge edge;
  edge.kind = item.kind == ast::Edge::Kind::u2l ? Edge::Kind::u2l : Edge::Kind::l2u;
  edge.span = item.span;
  edge.from_span = item.from.span;
  const auto from = find(item.from);
  bool good = from.has_value();
  if (edge.kind == Edge::Kind::l2u) {
    if (!item.via) {
      good = false;  // the parser has said so
    } else if (const auto method = field_call(*item.via, BuiltinKind::method, "method",
                                              problem_scopes_.empty() ? builtin_scope_ : problem_scopes_[0])) {
      edge.method = method->builtin;
      edge.arguments = method->arguments;
      edge.via_span = item.via->span;
    } else {
      good = false;
    }
  }
  for (const ast::Name& name : item.to) {
    const auto to = find(name);
    if (!good || !to) continue;
    edge.from = *from;
    edge.to = *to;
    edge.to_span = name.span;
    program_.edges.push_back(edge);
  }
}

}  // namespace mlo::sema
