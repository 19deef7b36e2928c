#include "runtime/play/warmup.h"

namespace mlo::engine {
namespace {

/// Envs that problems above draw have no draw yet: they get draws of their own, numbered apart from all passes.
void draw_envs(const Player& player, World& world, std::int64_t round) {
  for (EnvId env = 0; env < world.envs.size(); ++env)
    if (player.schedule().drawn_by[env] != sema::nothing)
      player.draw_env(world, env, -(round + 2) * player.program().envs[env].hold, player.view(world));
}

void warm_up(const Player& player, World& world, UnitId unit, std::vector<bool>& done) {
  if (done[unit]) return;
  done[unit] = true;
  const graph::Unit& def = player.schedule().units[unit];
  for (const UnitId lower : def.below) warm_up(player, world, lower, done);
  const std::int64_t rounds = (def.warmup + def.steps - 1) / def.steps;
  for (std::int64_t round = 0; round < rounds; ++round) {
    draw_envs(player, world, round);
    player.play(world, unit, player.view(world), {});
  }
}

}  // namespace

void warm_up(const Player& player, World& world) {
  std::vector<bool> done(player.schedule().units.size(), false);
  for (const UnitId top : player.schedule().tops) warm_up(player, world, top, done);
  world.heard.clear();
  for (UnitId unit = 0; unit < world.rounds.size(); ++unit)
    for (const UnitId lower : player.schedule().units[unit].below) world.heard[{unit, lower}] = world.rounds[lower];
}

}  // namespace mlo::engine
