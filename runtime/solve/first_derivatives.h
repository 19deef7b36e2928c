// What the methods share that know first derivatives alone.
#pragma once

#include "runtime/solve/solution.h"

namespace mlo::solve {

/// Copies that are cut off every graph: leaves where the tensors require a gradient, or all of them.
Tensors leaves(const Tensors& tensors, bool all = false);
/// (a - b) * scale as constants; undefined where either is.
Tensors difference(const Tensors& a, const Tensors& b, double scale);

}  // namespace mlo::solve
