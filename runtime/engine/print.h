// What `print = { ... }` asks for, at the end of a run.
#pragma once

#include "runtime/engine/player.h"

namespace mlo::engine {

/// Fills `Outcome::print` and `Outcome::printed` from the world's parameters.
void print_values(const Player& player, const World& world, Outcome& outcome);

}  // namespace mlo::engine
