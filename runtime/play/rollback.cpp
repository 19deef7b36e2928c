// `rollback`: once the problem above has moved, the round below is taken again from the state in which it began, with
// the same batches and draws, as one-step methods do with a virtual step (Ren et al. 2018, Shu et al. 2019).
#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

/// Whether a round of `lower` plays `unit`: itself, or one below it.
bool plays(UnitId lower, UnitId unit, const graph::Schedule& schedule, const graph::ProblemGraph& graph) {
  if (unit == lower) return true;
  for (const ProblemId member : schedule.units[unit].members)
    for (const ProblemId above : schedule.units[lower].members)
      if (graph.above[above][member]) return true;
  return false;
}

}  // namespace

bool Player::rolls_back(UnitId unit) const {
  const auto& members = schedule_.units[unit].members;
  return std::any_of(members.begin(), members.end(),
                     [&](ProblemId member) { return program_.problems[member].rollback; });
}

void Player::remember_start(const World& world, Round& round) const {
  if (!rolls_back(round.unit)) return;
  auto before = std::make_shared<World>(world);
  // A round of this unit would keep its own start, that one the start before it, and so on; one above keeps rounds of
  // this.
  for (UnitId unit = 0; unit < before->last.size(); ++unit)
    if (!plays(round.unit, unit, schedule_, graph_)) before->last[unit].reset();
  if (RoundPtr& last = before->last[round.unit]) {
    last = std::make_shared<Round>(*last);
    last->before.reset();
  }
  round.before = std::move(before);
}

void Player::take_rounds_again(World& world, UnitId upper, const View& view) const {
  for (const UnitId lower : schedule_.units[upper].below) {
    if (!rolls_back(lower)) continue;
    const World& before = *world.last[lower]->before;
    World again = world;
    again.measuring = false;  // a round is read once
    for (UnitId unit = 0; unit < schedule_.units.size(); ++unit) {
      if (!plays(lower, unit, schedule_, graph_)) continue;
      again.rounds[unit] = before.rounds[unit];
      again.passes[unit] = before.passes[unit];
      again.last[unit] = before.last[unit];
      again.read_versions[unit] = before.read_versions[unit];
      for (const ProblemId member : schedule_.units[unit].members) {
        const std::uint64_t version = again.problems[member].version;
        again.problems[member] = before.problems[member];
        again.problems[member].version = version;
        for (std::size_t f = 0; f < program_.frozen.size(); ++f)
          if (program_.frozen[f].source == member) again.frozen[f] = before.frozen[f];
      }
      for (auto& [pair, rounds] : again.heard)
        if (pair.first == unit) rounds = before.heard.contains(pair) ? before.heard.at(pair) : 0;
    }
    play(again, lower, view, {});
    again.measuring = world.measuring;
    world = std::move(again);
  }
}

}  // namespace mlo::engine
