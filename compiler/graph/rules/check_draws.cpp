#include "compiler/graph/rules/check_draws.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/lookup.h"

namespace mlo::graph {
namespace {

/// Whether the measure draws the env itself, so that one draw holds for all that is played for it.
bool holds_draw(const sema::Program& program, const sema::Measure& measure, EnvId env) {
  const auto& nodes = measure.block.nodes;
  return std::any_of(measure.envs.begin(), measure.envs.end(),
                     [&](EnvId own) { return program.envs[own].replaces == env; }) ||
         std::any_of(nodes.begin(), nodes.end(),
                     [&](const sema::Node& node) { return node.kind == sema::Node::Kind::env && node.owner == env; });
}

const sema::Measure* find_measure(const sema::Program& program, const ProblemGraph& graph, ProblemId problem,
                                  EnvId env) {
  const auto found = std::find_if(program.measures.begin(), program.measures.end(), [&](const sema::Measure& measure) {
    const ProblemId solved = measure.solve;
    return solved != sema::nothing && (solved == problem || graph.above[solved][problem]) &&
           holds_draw(program, measure, env);
  });
  return found == program.measures.end() ? nullptr : &*found;
}

void report_new_draws(const sema::Program& program, const Unit& unit, const sema::Env& env,
                      const sema::Measure& measure, Diagnostics& diagnostics) {
  const auto& problem = program.problems[unit.members.front()];
  const char* word = measure.kind == sema::Measure::Kind::test ? "test" : "validate";
  diagnostics
      .warning("MLO0424", line_of(problem, "steps"),
               fmt::format("each step of `{}` sees a new draw of `{}`, and `{}` solves it on one", problem.name,
                           env.name, word))
      .at(fmt::format("{} steps from the same start", unit.steps))
      .label(env.span,
             fmt::format("drawn anew for each pass of `{}`, the uppermost problem that reads it", problem.name))
      .label(measure.span, "one draw for each round that is played here")
      .with_help(
          fmt::format("for a round on one draw, let a problem above `{}` read `{}`, in its loss or in a metric;\n"
                      "or add the line `hold = {}` to the env",
                      problem.name, env.name, unit.steps * unit.accumulate));
}

}  // namespace

void check_draws(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule,
                 Diagnostics& diagnostics) {
  for (const Unit& unit : schedule.units) {
    const ProblemId first = unit.members.front();
    if (unit.steps < 2 || graph.level[first] == 0) continue;  // what has nothing above it learns from no round
    if (program.problems[first].start.kind == sema::Start::Kind::continues) continue;
    for (const EnvId env : unit.envs) {
      if (program.envs[env].hold >= unit.steps * unit.accumulate) continue;
      if (const sema::Measure* measure = find_measure(program, graph, first, env))
        report_new_draws(program, unit, program.envs[env], *measure, diagnostics);
    }
  }
}

}  // namespace mlo::graph
