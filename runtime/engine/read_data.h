// Data are read before the run, so that a damaged file stops it at once and not in the middle.
#pragma once

#include "runtime/engine/session.h"

namespace mlo::engine {

/// Reads every dataset that a loader or an expression of the program reads. Throws RunError, at the `data` line.
void read_data(const sema::Program& program, Datasets& datasets);

}  // namespace mlo::engine
