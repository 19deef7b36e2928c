#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include "compiler/graph/reads.h"
#include "compiler/graph/rules/rules.h"

namespace mlo::graph {
namespace {

/// Joins whatever edges join, reads of constants, and envs that are read together. Vertices behind the problems are
/// envs.
std::vector<int> find_components(const Rules& rules) {
  const std::size_t problems = rules.program.problems.size();
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(problems + rules.program.envs.size());
  for (const auto& edge : rules.program.edges) add_edge(edge.from, edge.to, graph);
  for (ProblemId problem = 0; problem < problems; ++problem) {
    for (const ProblemId read : rules.graph.reads[problem].constant) add_edge(problem, read, graph);
    for (const ProblemId read : rules.graph.reads[problem].loss) add_edge(problem, read, graph);
    for (const EnvId env : rules.graph.reads[problem].envs) add_edge(problem, problems + env, graph);
  }
  std::vector<int> component(num_vertices(graph));
  boost::connected_components(graph, component.data());
  return component;
}

Diagnostic& report_useless(Rules& rules, ProblemId problem, const std::string& keyword, const std::string& meaning,
                           const std::string& help) {
  const auto& definition = rules.program.problems[problem];
  return rules
      .error("MLO0415", line_of(definition, keyword),
             fmt::format("`{}` on {}, which nothing stands above", keyword, quoted(rules.program, problem)), {problem})
      .note(meaning)
      .with_help(help);
}

}  // namespace

void check_connected(Rules& rules) {
  const auto component = find_components(rules);
  std::map<int, ProblemId> first_of;
  for (ProblemId problem = 0; problem < rules.program.problems.size(); ++problem)
    if (rules.graph.level[problem] == 0) first_of.try_emplace(component[problem], problem);
  if (first_of.size() < 2) return;
  std::vector<ProblemId> tops;
  for (const auto& [number, top] : first_of) tops.push_back(top);
  std::sort(tops.begin(), tops.end());
  const auto& problems = rules.program.problems;
  auto& diagnostic = rules.diagnostics.warning("MLO0413", problems[tops.back()].span,
                                               fmt::format("{} share nothing", quoted_list(rules.program, tops)));
  diagnostic.at("no edge, env or solution joins this problem with the others");
  constexpr std::size_t most_labels = 6;
  tops.resize(std::min(most_labels, tops.size() - 1));
  for (const ProblemId top : tops) diagnostic.label(problems[top].span, "one of them");
  diagnostic.note("they are optimized side by side in one run, an update being one round of each");
  diagnostic.with_help("add the edges between them, or write a program for each");
}

void check_lines(Rules& rules) {
  for (ProblemId problem = 0; problem < rules.program.problems.size(); ++problem) {
    if (rules.graph.level[problem] > 0 || rules.blamed.contains(problem)) continue;
    const auto& definition = rules.program.problems[problem];
    if (definition.warmup > 0)
      report_useless(rules, problem, "warmup",
                     "`warmup` counts steps that a problem makes before those above it begin to move",
                     "take the line out; a learning rate that rises at first is a `scheduler`");
    if (definition.rollback)
      report_useless(rules, problem, "rollback", "`rollback` takes a round again once the problems above have moved",
                     "take the line out")
          .with_fix(line_of(definition, "rollback"), "");
  }
}

void check_envs(Rules& rules) {
  std::set<EnvId> read = envs_read_outside_problems(rules.program);
  for (const Reads& reads : rules.graph.reads) read.insert(reads.envs.begin(), reads.envs.end());
  for (EnvId env = 0; env < rules.program.envs.size(); ++env) read.merge(envs_read_by(rules.program, env));
  for (EnvId env = 0; env < rules.program.envs.size(); ++env) {
    const auto& definition = rules.program.envs[env];
    if (definition.measure != sema::nothing || read.contains(env)) continue;
    rules.diagnostics.warning("MLO0419", definition.span, fmt::format("nothing reads the env `{}`", definition.name))
        .at("never drawn")
        .with_help(fmt::format("read it in a problem, as in `batch x, y = {}.name`, or take it out", definition.name));
  }
}

}  // namespace mlo::graph
