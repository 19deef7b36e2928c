// Everything that the language has built in.
#pragma once

#include "compiler/sema/catalog.h"

namespace mlo::engine {

/// Functions, layers, data sources, optimizers, schedulers, clips, constraints and methods. Hold it as long as a
/// program that was checked against it: programs point into it.
sema::Catalog make_catalog();

}  // namespace mlo::engine
