#include "runtime/engine/checkpoint.h"

#include <fmt/format.h>

namespace mlo::engine {

Checkpoint make_checkpoint(const sema::Program& program, const World& world, std::int64_t seed,
                           const std::optional<std::pair<std::string, double>>& best) {
  Checkpoint out;
  out.counters["update"] = world.update;
  out.counters["seed"] = seed;
  for (ProblemId id = 0; id < world.problems.size(); ++id) {
    const ProblemState& state = world.problems[id];
    const sema::Problem& problem = program.problems[id];
    const sema::Structure& structure = program.structures[problem.structure];
    for (std::size_t i = 0; i < state.parameters.size(); ++i) {
      const std::string& path = structure.parameters[i].path;
      out.tensors[problem.name + "/" + path] = state.parameters[i];
      for (std::size_t k = 0; k < state.slots[i].size(); ++k)
        if (state.slots[i][k].defined())
          out.tensors[fmt::format("{}/optimizer/{}/{}", problem.name, path, k)] = state.slots[i][k];
    }
    for (std::size_t i = 0; i < state.buffers.size(); ++i)
      out.tensors[problem.name + "/buffers/" + structure.buffers[i]] = state.buffers[i];
    out.counters[problem.name + "/steps"] = state.steps;
    out.counters[problem.name + "/passes"] = state.passes;
    out.counters[problem.name + "/rounds"] = state.rounds;
  }
  for (std::size_t f = 0; f < world.frozen.size(); ++f) {
    const sema::Frozen& frozen = program.frozen[f];
    const sema::Structure& structure = program.structures[frozen.structure];
    for (std::size_t i = 0; i < world.frozen[f].parameters.size(); ++i)
      out.tensors["frozen/" + frozen.name + "/" + structure.parameters[i].path] = world.frozen[f].parameters[i];
    for (std::size_t i = 0; i < world.frozen[f].buffers.size(); ++i)
      out.tensors["frozen/" + frozen.name + "/buffers/" + structure.buffers[i]] = world.frozen[f].buffers[i];
  }
  for (UnitId unit = 0; unit < world.passes.size(); ++unit) {
    out.counters[fmt::format("unit {}/passes", unit)] = world.passes[unit];
    out.counters[fmt::format("unit {}/rounds", unit)] = world.rounds[unit];
  }
  if (best) out.numbers["best/" + best->first] = best->second;
  return out;
}

}  // namespace mlo::engine
