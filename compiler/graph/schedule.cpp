#include "compiler/graph/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/lockstep.h"
#include "compiler/graph/lookup.h"
#include "compiler/graph/order.h"
#include "compiler/graph/reads.h"
#include "compiler/graph/rules/check_draws.h"

namespace mlo::graph {
namespace {

using Group = std::vector<ProblemId>;

std::vector<Unit> make_units(const sema::Program& program, const std::vector<Group>& groups) {
  std::vector<Unit> units;
  for (const Group& group : groups) {
    const auto& first = program.problems[group.front()];  // the others are equal in these
    Unit unit;
    unit.members = group;
    unit.steps = first.steps;
    unit.accumulate = first.accumulate;
    unit.warmup = first.warmup;
    units.push_back(std::move(unit));
  }
  return units;
}

/// Units of the problems directly below any member, in the order in which they play.
std::vector<UnitId> units_below(const ProblemGraph& graph, const Schedule& schedule, const Unit& unit) {
  std::set<UnitId> found;
  for (const ProblemId member : unit.members)
    for (const ProblemId below : graph.below[member]) found.insert(schedule.unit_of[below]);
  const std::vector<UnitId> below(found.begin(), found.end());
  const auto any = [&](std::size_t i, std::size_t j, auto&& holds) {
    for (const ProblemId a : schedule.units[below[i]].members)
      for (const ProblemId b : schedule.units[below[j]].members)
        if (holds(a, b)) return true;
    return false;
  };
  const auto order = stable_order(
      below.size(),
      [&](std::size_t i, std::size_t j) { return any(i, j, [&](auto a, auto b) { return bool{graph.above[a][b]}; }); },
      [&](std::size_t i, std::size_t j) { return any(i, j, [&](auto a, auto b) { return waits_for(graph, b, a); }); });
  std::vector<UnitId> ordered;
  for (const std::size_t i : order) ordered.push_back(below[i]);
  return ordered;
}

/// "An env is drawn anew for each pass of the uppermost problem (or lockstep group) that reads it."
UnitId find_drawer(const ProblemGraph& graph, const Schedule& schedule, EnvId env) {
  std::vector<ProblemId> readers;
  for (ProblemId problem = 0; problem < graph.reads.size(); ++problem)
    if (graph.reads[problem].envs.contains(env)) readers.push_back(problem);
  for (const ProblemId reader : readers)
    if (std::none_of(readers.begin(), readers.end(), [&](ProblemId other) { return bool{graph.above[other][reader]}; }))
      return schedule.unit_of[reader];
  return sema::nothing;
}

void place_envs(const sema::Program& program, const ProblemGraph& graph, Schedule& schedule) {
  std::vector<std::set<EnvId>> reads;
  for (EnvId env = 0; env < program.envs.size(); ++env) {
    schedule.drawn_by.push_back(program.envs[env].measure == sema::nothing ? find_drawer(graph, schedule, env)
                                                                           : sema::nothing);
    reads.push_back(envs_read_by(program, env));
  }
  // An env stands behind those that it reads.
  const auto reads_other = [&](std::size_t i, std::size_t j) { return reads[j].contains(static_cast<EnvId>(i)); };
  for (const std::size_t env : stable_order(program.envs.size(), reads_other, reads_other))
    if (schedule.drawn_by[env] != sema::nothing)
      schedule.units[schedule.drawn_by[env]].envs.push_back(static_cast<EnvId>(env));
}

bool moves_own_buffers(const sema::Program& program, ProblemId problem) {
  const auto& nodes = program.problems[problem].block.nodes;
  return std::any_of(nodes.begin(), nodes.end(), [&](const sema::Node& node) {
    return node.kind == sema::Node::Kind::layer && node.owner == problem && !node.buffers.empty() && !node.detached &&
           node.mode == sema::Mode::training;
  });
}

bool has_buffers(const sema::Program& program, ProblemId problem) {
  const auto structure = program.problems[problem].structure;
  return structure != sema::nothing && !program.structures[structure].buffers.empty();
}

/// What binds one pass of the unit to the next; empty where nothing does.
std::string find_dependence(const sema::Program& program, const ProblemGraph& graph, const Unit& unit) {
  for (const ProblemId member : unit.members)
    if (moves_own_buffers(program, member))
      return fmt::format("the running statistics of {} move with each pass", quoted(program, member));
  for (ProblemId lower = 0; lower < program.problems.size(); ++lower) {
    const auto below = [&](ProblemId member) { return bool{graph.above[member][lower]}; };
    if (std::none_of(unit.members.begin(), unit.members.end(), below)) continue;
    const auto& problem = program.problems[lower];
    const auto name = quoted(program, lower);
    if (problem.start.kind == sema::Start::Kind::continues)
      return fmt::format("{} continues from round to round", name);
    if (problem.rollback) return fmt::format("{} takes its rounds again (`rollback`)", name);
    if (has_buffers(program, lower)) return fmt::format("the running statistics of {} are kept", name);
  }
  return "";
}

void find_independence(const sema::Program& program, const ProblemGraph& graph, Unit& unit) {
  unit.why_dependent = unit.accumulate > 1 ? find_dependence(program, graph, unit) : "a step has one pass";
  unit.independent_passes = unit.why_dependent.empty();
}

}  // namespace

Schedule make_schedule(const sema::Program& program, const ProblemGraph& graph, Diagnostics& diagnostics) {
  Schedule schedule;
  schedule.units = make_units(program, lockstep_groups(program, graph, diagnostics));
  schedule.unit_of.resize(program.problems.size());
  schedule.draws.resize(program.measures.size());
  for (UnitId unit = 0; unit < schedule.units.size(); ++unit)
    for (const ProblemId member : schedule.units[unit].members) schedule.unit_of[member] = unit;

  std::set<UnitId> below;
  for (Unit& unit : schedule.units) {
    unit.below = units_below(graph, schedule, unit);
    below.insert(unit.below.begin(), unit.below.end());
    find_independence(program, graph, unit);
  }
  for (UnitId unit = 0; unit < schedule.units.size(); ++unit)
    if (!below.contains(unit)) schedule.tops.push_back(unit);
  place_envs(program, graph, schedule);
  check_draws(program, graph, schedule, diagnostics);
  return schedule;
}

}  // namespace mlo::graph
