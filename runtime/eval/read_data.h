// Data are read before the run, so that a damaged file stops it at once and not in the middle.
#pragma once

#include "runtime/data/datasets.h"

namespace mlo::eval {

/// Reads every dataset that a loader or an expression of the program reads. Throws RunError, at the `data` line.
void read_data(const sema::Program& program, data::Datasets& datasets);

}  // namespace mlo::eval
