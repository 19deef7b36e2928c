// The programs of examples/ in double precision.
#pragma once

#include "tests/numerics/harness.h"
#include "tests/programs/examples.h"

namespace mlo::numerics {

/// Some updates of an example at its test's size; `tasks`: sequential, threads or batched.
Result run_example(const programs::Example& example, const std::string& tasks, Updates updates);

}  // namespace mlo::numerics
