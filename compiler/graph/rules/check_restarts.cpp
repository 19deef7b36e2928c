#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

bool restarts(const sema::Problem& problem) { return problem.start.kind != sema::Start::Kind::continues; }

/// Whether a round of `solved` plays `problem` along.
bool is_played(const ProblemGraph& graph, ProblemId solved, ProblemId problem) {
  return solved != sema::nothing && (solved == problem || graph.above[solved][problem]);
}

/// Where the measure reads parameters of `problem`; nothing where it does not.
std::optional<sema::OriginId> find_read(const sema::Measure& measure, ProblemId problem) {
  for (const sema::Node& node : measure.block.nodes) {
    using Kind = sema::Node::Kind;
    if (node.owner == problem && (node.kind == Kind::parameter || node.kind == Kind::layer)) return node.origin;
  }
  return std::nullopt;
}

void report_unsolved(Rules& rules, const sema::Measure& measure, ProblemId problem, sema::OriginId place) {
  const auto name = quoted(rules.program, problem);
  const char* word = measure.kind == sema::Measure::Kind::test ? "test" : "validate";
  auto& diagnostic = rules.diagnostics.error(
      "MLO0416", outermost(rules.program, place, measure.span),
      fmt::format("`{}` reads {}, which restarts each round, and does not solve it", word, name));
  diagnostic.at("what the last training round happened to leave");
  diagnostic.label(line_of(rules.program.problems[problem], "init"), fmt::format("each round of {} starts anew", name));
  if (measure.solve == sema::nothing)
    diagnostic.with_help(fmt::format("add the line `solve = {}`: a round of it is played for each draw, and forgotten",
                                     rules.program.problems[problem].name));
  else
    diagnostic.with_help(fmt::format("a round of {}, which `solve` names, does not play {}; solve {} instead",
                                     quoted(rules.program, measure.solve), name, name));
}

/// The layer that keeps statistics; the problem's name where the structure does not say.
Span place_of_statistics(const sema::Program& program, ProblemId problem) {
  for (const sema::Layer& layer : program.structures[program.problems[problem].structure].layers)
    if (!layer.buffers.empty()) return program.origins[layer.origin].span;
  return program.problems[problem].span;
}

}  // namespace

void check_restarts(Rules& rules) {
  const auto& program = rules.program;
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem) {
    if (!restarts(program.problems[problem])) continue;
    for (const sema::Measure& measure : program.measures) {
      if (is_played(rules.graph, measure.solve, problem)) continue;
      if (const auto place = find_read(measure, problem)) report_unsolved(rules, measure, problem, *place);
    }
  }
}

void check_statistics(Rules& rules) {
  const auto& program = rules.program;
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem) {
    const auto& definition = program.problems[problem];
    const auto structure = definition.structure;
    if (!restarts(definition) || structure == sema::nothing || program.structures[structure].buffers.empty()) continue;
    const auto name = quoted(program, problem);
    rules.diagnostics
        .warning("MLO0422", place_of_statistics(program, problem),
                 fmt::format("running statistics in {}, which restarts each round", name))
        .at("keeps running statistics")
        .label(line_of(definition, "init"), fmt::format("each round of {} starts anew", name))
        .note("evaluation normalizes by them, and they tell of the batches of other rounds, or of none")
        .with_help("leave out `track = true`: without it a batch is normalized by its own statistics");
  }
}

}  // namespace mlo::graph
