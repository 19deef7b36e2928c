// What `print = { ... }` and `save = { ... }` ask for, at the end of a run.
#pragma once

#include "runtime/engine/session.h"
#include "runtime/play/player.h"

namespace mlo::engine {

/// Fills `Outcome::print` from the world's parameters.
void print_values(const Player& player, const World& world, Outcome& outcome);
/// Hands the observer what `save` asked for.
void save_values(const Player& player, const World& world, Observer& observer);

}  // namespace mlo::engine
