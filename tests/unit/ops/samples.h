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

// By the files that hold them.
void add_entry_samples(std::vector<FunctionSample>& out);      ///< arithmetic and functions of single entries
void add_reduction_samples(std::vector<FunctionSample>& out);  ///< reductions and order
void add_shape_samples(std::vector<FunctionSample>& out);      ///< shapes, gather and scatter, borders and windows
void add_matrix_samples(std::vector<FunctionSample>& out);     ///< matrices
void add_random_samples(std::vector<FunctionSample>& out);     ///< draws along their parameters
void add_loss_samples(std::vector<FunctionSample>& out);

/// Functions without a derivative: of constants, of whole numbers, random ones.
const std::set<std::string>& not_differentiable();

/// Differentiated along inputs and weights.
struct LayerSample {
  std::string name;
  List arguments;
  Tensors inputs;
  bool training = true;
};
std::vector<LayerSample> layer_samples();

// Points: `[2, 3]`, between 0.2 and 0.9, or of both signs and away from where functions are not smooth; and `[3, 3]`.
Tensor sample_x();
Tensor sample_y();
Tensor signed_x();
Tensor square_matrix();

}  // namespace mlo::test
