// When a round below is played, and with which graph.
#include "runtime/play/compiled.h"
#include "runtime/solve/method.h"

namespace mlo::engine {

using Mode = Unrolling::Mode;

std::vector<std::uint64_t> Player::versions_read(const World& world, UnitId unit) const {
  std::vector<std::uint64_t> out;
  for (const ProblemId member : schedule_.units[unit].members) {
    const graph::Reads& reads = graph_.reads[member];
    for (const auto* set : {&reads.loss, &reads.start, &reads.optimizer, &reads.constant})
      for (const ProblemId read : *set)
        if (!graph_.above[member][read]) out.push_back(world.problems[read].version);
    for (const EnvId env : reads.envs) out.push_back(static_cast<std::uint64_t>(world.envs[env].number + 1));
  }
  return out;
}

/// A unit that has played since the upper one's previous pass plays again only if something that it reads has moved
/// since.
bool Player::must_play(const World& world, UnitId upper, UnitId lower) const {
  const auto heard = world.heard.find({upper, lower});
  const std::int64_t before = heard == world.heard.end() ? 0 : heard->second;
  return world.rounds[lower] == before || world.read_versions[lower] != versions_read(world, lower);
}

Unrolling Player::unrolling_for(UnitId lower, UnitId upper) const {
  Unrolling out;
  for (const ProblemId b : schedule_.units[lower].members)
    for (const ProblemId a : schedule_.units[upper].members) {
      const sema::Edge* edge = graph_.l2u(program_, b, a);
      if (edge == nullptr) continue;
      using Way = solve::MethodBuiltin::Way;
      const Way way = static_cast<const solve::MethodBuiltin*>(edge->method)->way;
      if (way != Way::unrolled && way != Way::first_order) continue;
      const bool full = edge->method->method.sees_loss;
      const auto count = [&](std::size_t i) {
        return !full || edge->arguments[i].is_none() ? 0 : static_cast<std::int64_t>(edge->arguments[i].number());
      };
      if (count(0) > 0) out.truncate = count(0);
      if (count(1) > 0)
        out.checkpoint = count(1);
      else if (full || out.mode == Mode::none)
        out.mode = full ? Mode::full : Mode::first_order;
    }
  return out;
}

void Player::play_below(World& world, UnitId id, Pass& pass, std::vector<View>& views) const {
  const graph::Unit& unit = schedule_.units[id];
  for (const UnitId lower : unit.below) {
    RoundPtr round =
        must_play(world, id, lower) ? play(world, lower, views[0], unrolling_for(lower, id)) : world.last[lower];
    pass.below.push_back(round);
    for (std::size_t i = 0; i < unit.members.size(); ++i) attach(unit.members[i], lower, round, views[i]);
  }
  for (const UnitId lower : unit.below) world.heard[{id, lower}] = world.rounds[lower];
}

}  // namespace mlo::engine
