#include "compiler/graph/text/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/lookup.h"
#include "compiler/graph/order.h"
#include "compiler/graph/text/describe.h"

namespace mlo::graph {
namespace {

/// Rows with aligned columns, two spaces apart, indented by two.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]) + "  ";
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// What a round of the problem is made of.
std::string round_text(const sema::Program& program, const ProblemGraph& graph, ProblemId id) {
  const auto& problem = program.problems[id];
  std::string text = fmt::format("{}, {}", start_text(program, graph, id), counted(problem.steps, "step"));
  if (problem.accumulate > 1) text += fmt::format(" of {}", counted(problem.accumulate, "pass"));
  const std::int64_t warm_rounds = (problem.warmup + problem.steps - 1) / problem.steps;  // whole ones are played
  if (warm_rounds > 0) text += fmt::format(", {} of warm-up", counted(warm_rounds * problem.steps, "step"));
  if (problem.rollback) text += ", rolls back";
  return text;
}

/// By which lines the edge is used.
std::string why_used(const sema::Program& program, const ProblemGraph& graph, const sema::Edge& edge) {
  const Reads& reads = graph.reads[edge.to];
  const auto& reader = program.problems[edge.to].name;
  const auto& read = program.problems[edge.from].name;
  std::vector<std::string> lines;
  if (edge.kind == sema::Edge::Kind::u2l && reads.start.contains(edge.from)) lines.push_back("start");
  if (edge.kind == sema::Edge::Kind::u2l && reads.optimizer.contains(edge.from)) lines.push_back("optimizer");
  if (reads.loss.contains(edge.from)) lines.push_back("loss");
  if (!lines.empty())
    return fmt::format("{} of {} {} {}", join(lines, " and "), reader, lines.size() == 1 ? "reads" : "read", read);
  if (reads.constant.contains(edge.from)) return fmt::format("{} reads {} as a constant", reader, read);
  return fmt::format("loss of {} reads what is computed from {}", reader, read);
}

std::string measure_text(const sema::Program& program, const sema::Measure& measure) {
  std::vector<std::string> parts;
  const bool test = measure.kind == sema::Measure::Kind::test;
  const std::string named =
      fmt::format("{}{}", test ? "test" : "validate", measure.name.empty() ? "" : " " + measure.name);
  parts.push_back(test ? named + " after the run"
                       : fmt::format("{} every {}", named, counted(measure.every, "update")));
  std::vector<std::string> envs;
  for (const EnvId env : measure.envs) envs.push_back(program.envs[env].name);
  if (measure.draws > 1 || !envs.empty())
    parts.push_back(counted(measure.draws, "draw") + (envs.empty() ? "" : fmt::format(" of {}", join(envs, ", "))));
  if (measure.solve != sema::nothing) {
    const auto& problem = program.problems[measure.solve];
    parts.push_back(
        fmt::format("solves {} in {}", problem.name, counted(measure.steps.value_or(problem.steps), "step")));
  }
  std::vector<std::string> metrics;
  for (const auto& metric : measure.metrics) metrics.push_back(metric.name);
  if (!metrics.empty()) parts.push_back(fmt::format("measures {}", join(metrics, ", ")));
  if (measure.keep && measure.keep->metric < metrics.size())
    parts.push_back(fmt::format("keeps {}({})", measure.keep->maximize ? "max" : "min", metrics[measure.keep->metric]));
  if (measure.patience > 0) parts.push_back(fmt::format("patience {}", measure.patience));
  return wrapped(parts, "; ", 6);
}

}  // namespace

std::string plan_problems(const sema::Program& program, const ProblemGraph& graph) {
  std::vector<ProblemId> order(program.problems.size());
  for (ProblemId problem = 0; problem < order.size(); ++problem) order[problem] = problem;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return graph.level[a] < graph.level[b]; });
  std::vector<std::vector<std::string>> rows;
  for (const ProblemId problem : order)
    rows.push_back({fmt::format("level {}", graph.level[problem]), program.problems[problem].name,
                    optimizer_text(program.problems[problem]), round_text(program, graph, problem)});
  return fmt::format("problems\n{}", table(rows));
}

std::string plan_edges(const sema::Program& program, const ProblemGraph& graph) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& edge : program.edges)
    rows.push_back(
        {edge_text(program, edge), why_used(program, graph, edge) + (edge.why.empty() ? "" : "; " + edge.why)});
  return rows.empty() ? "" : fmt::format("edges\n{}", table(rows));
}

std::string plan_measures(const sema::Program& program) {
  std::string text;
  for (const auto& measure : program.measures) text += fmt::format("  {}\n", measure_text(program, measure));
  return text.empty() ? "" : "validations\n" + text;
}

std::string print_plan(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule) {
  std::string text;
  for (const auto& part : {plan_problems(program, graph), plan_edges(program, graph), plan_gradients(program, graph),
                           plan_rounds(program, graph, schedule), plan_measures(program)})
    if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
  return text;
}

}  // namespace mlo::graph
