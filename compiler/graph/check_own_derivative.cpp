#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/rules.h"

namespace mlo::graph {
namespace {

std::string why_no_derivative(const Rules& rules, ProblemId problem) {
  const auto& program = rules.program;
  const Reads& reads = rules.graph.reads[problem];
  if (reads.loss.empty()) return "it reads neither the problem's own parameters nor another problem";
  std::string text = "it reads its own parameters neither directly nor through a solution that depends on them";
  for (const ProblemId lower : reads.loss) {
    const sema::Edge* edge = rules.graph.l2u(program, lower, problem);
    if (edge != nullptr && is_detached(*edge))
      text += fmt::format(";\nthe solution of {} is a constant to it: `{}`", quoted(program, lower),
                          edge_text(program, *edge));
    if (edge == nullptr && rules.graph.above[lower][problem])
      text += fmt::format(";\n{} stands above it and is a constant to it", quoted(program, lower));
  }
  return text;
}

/// What is wrong with a problem, or below it, may be why.
bool is_explained(const Rules& rules, ProblemId problem) {
  return rules.blamed.contains(problem) || std::any_of(rules.blamed.begin(), rules.blamed.end(), [&](ProblemId other) {
           return rules.graph.above[problem][other];
         });
}

void report(Rules& rules, ProblemId problem) {
  const auto& program = rules.program;
  const auto name = quoted(program, problem);
  auto& diagnostic = rules.error("MLO0408", line_of(program.problems[problem], "loss"),
                                 fmt::format("the loss of {} has no derivative along its own parameters", name), {});
  diagnostic.note(why_no_derivative(rules, problem));
  for (const ProblemId lower : rules.graph.reads[problem].loss) {
    const sema::Edge* edge = rules.graph.l2u(program, lower, problem);
    if (edge != nullptr && is_detached(*edge)) diagnostic.label(edge->via_span, "not differentiated");
  }
  diagnostic.with_help(
      fmt::format("let the loss read {} without `detach`, or a problem below that {} shapes,\n"
                  "by a method that differentiates it",
                  name, name));
}

}  // namespace

void check_own_derivative(Rules& rules, const Derivatives& derivatives) {
  for (ProblemId problem = 0; problem < rules.program.problems.size(); ++problem)
    if (!derivatives.own(problem) && !is_explained(rules, problem)) report(rules, problem);
}

}  // namespace mlo::graph
