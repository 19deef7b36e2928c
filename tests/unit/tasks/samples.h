// Samples of what has no derivative, or one way with tensors of other kinds.
#pragma once

#include "tests/unit/ops/samples.h"

namespace mlo::test {

/// `function_samples()` without draws, and more.
std::vector<FunctionSample> task_function_samples();
std::vector<LayerSample> task_layer_samples();

}  // namespace mlo::test
