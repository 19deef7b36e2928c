// Sample arguments for every function and layer, at points where they are smooth.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/unit/ops/support.h"

namespace mlo::test {

/// Differentiated along every floating-point tensor among the arguments (also in lists).
struct FunctionSample {
  std::string name;
  List arguments;
};
std::vector<FunctionSample> function_samples();

/// Functions without a derivative: of constants, of whole numbers, random ones.
const std::set<std::string>& not_differentiable();

/// Differentiated along input and weights.
struct LayerSample {
  std::string name;
  List arguments;
  Tensor input;
  bool training = true;
};
std::vector<LayerSample> layer_samples();

}  // namespace mlo::test
