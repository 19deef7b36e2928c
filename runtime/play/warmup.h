// Rounds that lower problems play before the problems above begin to move.
#pragma once

#include "runtime/play/player.h"

namespace mlo::engine {

/// Lowest first: each problem with `warmup = n` plays whole rounds until it has taken n own steps.
void warm_up(const Player& player, World& world);

}  // namespace mlo::engine
