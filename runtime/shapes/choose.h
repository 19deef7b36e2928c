// `via auto`: sizes for the choice.
#pragma once

#include "compiler/source/diagnostic.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// Puts a method in the place of each `auto`; what it depends on, the problems' sizes, is worked out where there is
/// one. False where that finds mistakes.
bool choose_methods(sema::Program& program, const sema::Catalog& catalog, data::Datasets& datasets,
                    Diagnostics& diagnostics);

}  // namespace mlo::engine
