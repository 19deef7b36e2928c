#include "compiler/graph/rules/repairs.h"

#include <algorithm>

namespace mlo::graph {
namespace {

/// Edges of one line: `u2l x -> y, z` is two.
std::vector<const sema::Edge*> of_one_line(const sema::Program& program, const sema::Edge& edge) {
  std::vector<const sema::Edge*> line;
  for (const auto& other : program.edges)
    if (other.span == edge.span) line.push_back(&other);
  std::sort(line.begin(), line.end(), [](auto* a, auto* b) { return a->to_span.begin < b->to_span.begin; });
  return line;
}

}  // namespace

void add_line(Diagnostic& diagnostic, const sema::Program& program, ProblemId problem, const std::string& line) {
  const Span item = program.problems[problem].item;
  Span last = item;
  for (const auto& edge : program.edges)
    if (edge.span.file == item.file && (last == item || edge.span.end > last.end)) last = edge.span;
  diagnostic.with_fix(Span{last.file, last.end, last.end}, "\n" + line);
}

void take_out(Diagnostic& diagnostic, const sema::Program& program, const sema::Edge& edge) {
  const auto line = of_one_line(program, edge);
  if (line.size() == 1) {
    diagnostic.with_fix(edge.span, "");
    return;
  }
  const auto at = std::find(line.begin(), line.end(), &edge);
  Span name = edge.to_span;  // with the comma behind it, or before it
  if (at + 1 != line.end()) {
    name.end = (*(at + 1))->to_span.begin;
  } else {
    name.begin = (*(at - 1))->to_span.end;
  }
  diagnostic.with_fix(name, "");
}

void turn_round(Diagnostic& diagnostic, const sema::Program& program, const sema::Edge& edge) {
  if (of_one_line(program, edge).size() > 1) return;
  diagnostic.with_fix(edge.from_span, program.problems[edge.to].name);
  diagnostic.with_fix(edge.to_span, program.problems[edge.from].name);
}

}  // namespace mlo::graph
