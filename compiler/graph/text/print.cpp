#include <fmt/format.h>

#include "compiler/graph/lookup.h"
#include "compiler/graph/schedule.h"
#include "compiler/graph/text/describe.h"

namespace mlo::graph {
namespace {

template <class Problems>
std::string listed(const sema::Program& program, const Problems& problems) {
  std::vector<std::string> names;
  for (const auto problem : problems) names.push_back(program.problems[problem].name);
  return join(names, ", ");
}

template <class Envs>
std::string listed_envs(const sema::Program& program, const Envs& envs) {
  std::vector<std::string> names;
  for (const auto env : envs) names.push_back(program.envs[env].name);
  return join(names, ", ");
}

std::string entry(const std::string& word, const std::string& value) {
  return value.empty() ? "" : fmt::format("  {}: {}\n", word, value);
}

}  // namespace

std::string print_graph(const sema::Program& program, const ProblemGraph& graph) {
  std::string text;
  for (ProblemId problem = 0; problem < program.problems.size(); ++problem) {
    const Reads& reads = graph.reads[problem];
    text += fmt::format("problem {}, level {}\n", program.problems[problem].name, graph.level[problem]);
    const char* own = !reads.own ? "" : reads.loss.empty() ? "self" : "self, ";
    text += entry("loss reads", own + listed(program, reads.loss));
    text += entry("start reads", listed(program, reads.start));
    text += entry("optimizer reads", listed(program, reads.optimizer));
    text += entry("constant", listed(program, reads.constant));
    text += entry("envs", listed_envs(program, reads.envs));
    text += entry("below", listed(program, graph.below[problem]));
    text += entry("solution depends on", listed(program, graph.free_reads[problem]));
  }
  for (const auto& edge : program.edges) text += edge_text(program, edge) + "\n";
  return text;
}

std::string print_schedule(const sema::Program& program, const Schedule& schedule) {
  std::string text;
  for (UnitId id = 0; id < schedule.units.size(); ++id) {
    const Unit& unit = schedule.units[id];
    text += fmt::format("unit {}: {}\n", id, listed(program, unit.members));
    text += fmt::format("  steps {}, accumulate {}, warmup {}\n", unit.steps, unit.accumulate, unit.warmup);
    if (!unit.below.empty()) text += fmt::format("  below: {}\n", fmt::join(unit.below, ", "));
    text += entry("draws", listed_envs(program, unit.envs));
    text += entry("passes", unit.independent_passes ? "independent" : "dependent: " + unit.why_dependent);
  }
  text += fmt::format("tops: {}\n", fmt::join(schedule.tops, ", "));
  for (EnvId env = 0; env < program.envs.size(); ++env) {
    const UnitId drawer = schedule.drawn_by[env];
    text += fmt::format("env {}: {}\n", program.envs[env].name,
                        drawer == sema::nothing ? "not drawn in training" : fmt::format("drawn by unit {}", drawer));
  }
  return text;
}

}  // namespace mlo::graph
