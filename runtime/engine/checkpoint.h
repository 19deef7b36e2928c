// The state of a run as named tensors and numbers.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "runtime/engine/observer.h"
#include "runtime/play/world.h"

namespace mlo::engine {

/// "meta/0.weight": parameters; "meta/buffers/...", "meta/optimizer/0.weight/1": buffers and what optimizers remember.
Checkpoint make_checkpoint(const sema::Program& program, const World& world, std::int64_t seed,
                           const std::optional<std::pair<std::string, double>>& best);

}  // namespace mlo::engine
