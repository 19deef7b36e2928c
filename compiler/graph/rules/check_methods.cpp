#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

/// Whether decay is written with a weight of zero: then there is none, decoupled or not.
bool decays(const sema::OptimizerDef& optimizer) {
  const auto& parameters = optimizer.builtin->signature.parameters;
  for (std::size_t i = 0; i < std::min(parameters.size(), optimizer.arguments.size()); ++i)
    if (parameters[i].name == "weight_decay")
      return !optimizer.arguments[i].is_number() || optimizer.arguments[i].number() != 0;
  return true;
}

/// "Parameters that `box`, `at_least` or `at_most` hold at the bound are left out; other constraints are refused."
void check_constraint(Rules& rules, const sema::Edge& edge) {
  const auto& problem = rules.program.problems[edge.from];
  const auto& constraint = problem.constraint;
  if (!constraint || (constraint->builtin != nullptr && constraint->builtin->implicit_allowed)) return;
  const std::string what =
      constraint->builtin == nullptr ? "a lambda" : fmt::format("`{}`", constraint->builtin->name());
  rules
      .error(
          "MLO0417", edge.via_span,
          fmt::format("`{}` cannot take the constraint of {}", edge.method->name(), quoted(rules.program, edge.from)),
          {edge.from, edge.to})
      .at("wants the gradient to vanish at the solution")
      .label(line_of(problem, "constraint"), fmt::format("projects by {}", what))
      .note(
          "an implicit method can leave out parameters that `box`, `at_least` or `at_most` hold at a bound, no others")
      .with_help(fmt::format("write `l2u {} -> {} via unroll`, or use one of these constraints", problem.name,
                             rules.program.problems[edge.to].name));
}

/// Decoupled decay is not part of what the optimizer descends, so its steps end where the loss's gradient is not zero.
void check_decay(Rules& rules, const sema::Edge& edge) {
  const auto& problem = rules.program.problems[edge.from];
  for (const auto& optimizer : problem.optimizers) {
    if (optimizer.builtin == nullptr || !optimizer.builtin->decoupled_decay || !decays(optimizer)) continue;
    rules.diagnostics
        .warning("MLO0418", outermost(rules.program, optimizer.origin, line_of(problem, "optimizer")),
                 fmt::format("the weight decay of `{}` is not part of the loss that `{}` sees",
                             optimizer.builtin->name(), edge.method->name()))
        .at("decoupled decay")
        .label(edge.via_span,
               fmt::format("takes the solution of {} as a minimum of its loss", quoted(rules.program, edge.from)))
        .with_help("use an optimizer whose decay is added to the gradient (`adam`, `sgd`), or set `weight_decay = 0`");
  }
}

/// A method of no other family (`evolution`) estimates the upper problem's whole gradient: what another edge says of
/// its share would not be heard.
void check_alone(Rules& rules, const sema::Edge& edge) {
  if (edge.method->method.family != sema::MethodTraits::Family::other) return;
  const auto& program = rules.program;
  for (const auto& beside : program.edges) {
    const bool into_same = beside.kind == sema::Edge::Kind::l2u && beside.to == edge.to && beside.method != nullptr;
    if (!into_same || &beside == &edge || method_text(beside) == method_text(edge)) continue;
    if (beside.method == edge.method && &beside < &edge) continue;  // said at the other one
    rules
        .error("MLO0423", beside.via_span,
               fmt::format("`{}` beside `{}`, which gives the whole gradient of {}", method_text(beside),
                           method_text(edge), quoted(program, edge.to)),
               {beside.from, beside.to})
        .at("would not be heard")
        .label(edge.via_span, "estimates the gradient through every problem below at once")
        .with_help(fmt::format("write `l2u {} -> {} via {}`, or another method on both edges",
                               program.problems[beside.from].name, program.problems[beside.to].name,
                               method_text(edge)));
    return;
  }
}

/// `edge` leads to a middle level whose own gradient runs through it; `above` differentiates that gradient.
void check_second_derivative(Rules& rules, const Derivatives& derivatives, const sema::Edge& edge) {
  if (edge.method->method.differentiable) return;
  if (!derivatives.used(edge.to).contains(edge.from)) return;
  if (!derivatives.leading_to(edge.to, {edge.to}).contains(edge.from)) return;
  const auto& program = rules.program;
  for (const auto& above : program.edges) {
    if (above.kind != sema::Edge::Kind::l2u || above.from != edge.to || !sees_loss(above)) continue;
    if (rules.blamed_edges.contains(&above)) continue;
    rules.diagnostics
        .warning("MLO0420", edge.via_span,
                 fmt::format("the derivative that `{}` gives cannot be differentiated again", edge.method->name()))
        .at(fmt::format("shapes the steps of {}", quoted(program, edge.to)))
        .label(above.via_span, fmt::format("{} differentiates these steps", quoted(program, above.to)))
        .note(fmt::format("dropped from the gradient of {}: how the response of {} changes with {}",
                          quoted(program, above.to), quoted(program, edge.from), quoted(program, edge.to)))
        .with_help(fmt::format("a method such as `cg` or `unroll` on `l2u {} -> {}` gives the whole derivative",
                               program.problems[edge.from].name, program.problems[edge.to].name));
    return;
  }
}

}  // namespace

void check_methods(Rules& rules, const Derivatives& derivatives) {
  for (const auto& edge : rules.program.edges) {
    if (edge.kind != sema::Edge::Kind::l2u || edge.method == nullptr || rules.blamed_edges.contains(&edge)) continue;
    if (is_implicit(edge)) {
      check_constraint(rules, edge);
      check_decay(rules, edge);
    }
    check_alone(rules, edge);
    if (!is_detached(edge)) check_second_derivative(rules, derivatives, edge);
  }
}

}  // namespace mlo::graph
