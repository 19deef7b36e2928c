#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/rules/rules.h"

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

/// The edge that would lead up from `lower`, by the method of the edge that leads the other way.
std::string turned_l2u_line(const sema::Program& program, ProblemId lower, ProblemId upper) {
  const sema::Edge* other = find_edge(program, sema::Edge::Kind::l2u, upper, lower);
  return l2u_line(program, lower, upper, other == nullptr || other->method == nullptr ? "unroll" : method_text(*other));
}

/// What is wrong with a problem, or below it, may be why.
bool is_explained(const Rules& rules, ProblemId problem) {
  return rules.blamed.contains(problem) || std::any_of(rules.blamed.begin(), rules.blamed.end(), [&](ProblemId other) {
           return rules.graph.above[problem][other];
         });
}

/// A problem above that the loss reads, and that reads this one: perhaps it is to stand below.
std::string or_turn_round(const Rules& rules, ProblemId problem) {
  const auto& program = rules.program;
  for (const ProblemId upper : rules.graph.reads[problem].loss)
    if (rules.graph.above[upper][problem] && rules.graph.reads[upper].loss.contains(problem))
      return fmt::format(";\nwhere {} is to stand above {}: `{}` and `{}`", quoted(program, problem),
                         quoted(program, upper), u2l_line(program, problem, upper),
                         turned_l2u_line(program, upper, problem));
  return "";
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
                  "by a method that differentiates it{}",
                  name, name, or_turn_round(rules, problem)));
}

}  // namespace

void check_own_derivative(Rules& rules, const Derivatives& derivatives) {
  for (ProblemId problem = 0; problem < rules.program.problems.size(); ++problem)
    if (!derivatives.own(problem) && !is_explained(rules, problem)) report(rules, problem);
}

}  // namespace mlo::graph
