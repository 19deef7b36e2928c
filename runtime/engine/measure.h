// `validate` and `test`: metrics over draws and batches, on copies of the world that are forgotten.
#pragma once

#include "runtime/engine/observer.h"
#include "runtime/play/player.h"

namespace mlo::engine {

/// Where metrics of one draw come together: means over its batches.
using MetricValues = std::vector<Tensor>;

/// One line: the mean of each metric over the measure's draws, with its standard error. `seconds` is left to the
/// caller.
MetricLine measure(const Player& player, const World& world, std::uint32_t id);

/// A metric as it is logged: a number, a short vector or an image.
Measured measured(const std::string& name, const Tensor& value);

}  // namespace mlo::engine
