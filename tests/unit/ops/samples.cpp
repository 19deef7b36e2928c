#include "tests/unit/ops/samples.h"

namespace mlo::test {

Tensor sample_x() { return numbers({2, 3}); }
Tensor sample_y() { return numbers({2, 3}, 0.2, 0.9, 2); }
Tensor signed_x() { return vector({-1.3, -0.4, 0.3, 0.8, 1.7, -2.2}).view({2, 3}); }
Tensor square_matrix() { return numbers({3, 3}) + at::eye(3, float64()); }

std::vector<FunctionSample> function_samples() {
  std::vector<FunctionSample> out;
  add_entry_samples(out);
  add_reduction_samples(out);
  add_shape_samples(out);
  add_matrix_samples(out);
  add_random_samples(out);
  add_loss_samples(out);
  return out;
}

const std::set<std::string>& not_differentiable() {
  static const std::set<std::string> names = {
      "equal",       "not_equal",   "less",          "less_equal",  "greater",   "greater_equal", "logical_and",
      "logical_or",  "logical_not", "detach",        "int",         "isfinite",  "isinf",         "isnan",
      "any",         "all",         "count_nonzero", "argmax",      "argmin",    "argsort",       "argtopk",
      "size",        "numel",       "searchsorted",  "accuracy",    "one_hot",   "zeros",         "ones",
      "arange",      "linspace",    "eye",           "zeros_like",  "ones_like", "randn",         "randn_like",
      "rand_like",   "randint",     "bernoulli",     "permutation", "choose",    "examples",      "categorical",
      "multinomial", "cholesky",    "eigh",          "eigvalsh"};  // the last of symmetric matrices: tested by a case
                                                                   // of their own
  return names;
}

}  // namespace mlo::test
