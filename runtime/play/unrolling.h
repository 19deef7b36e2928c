// Which graph a round leaves behind.
#pragma once

#include <cstdint>

namespace mlo::engine {

/// For a problem above that differentiates through the round's steps.
struct Unrolling {
  enum class Mode { none, first_order, full };
  Mode mode = Mode::none;
  std::int64_t truncate = 0;    ///< only the last steps; 0: all
  std::int64_t checkpoint = 0;  ///< segments that are run again, one at a time, for the derivative; 0: one graph
  /// The first step of `count` that the graph holds.
  std::int64_t first(std::int64_t count) const { return truncate > 0 && truncate < count ? count - truncate : 0; }
};

}  // namespace mlo::engine
