// A sample's neighbours: other ranks, types, dimensions and words. Some of them are wrong calls.
#pragma once

#include "tests/unit/ops/samples.h"

namespace mlo::test {

std::vector<FunctionSample> variants(const FunctionSample& sample);

}  // namespace mlo::test
