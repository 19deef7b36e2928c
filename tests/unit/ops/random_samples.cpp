// Samples of draws, which have derivatives along their parameters; each sample draws the same numbers every time.
#include "tests/unit/ops/samples.h"

namespace mlo::test {

void add_random_samples(std::vector<FunctionSample>& out) {
  out.push_back({"uniform", {sample_x(), sample_y() + 1}});
  out.push_back({"uniform", {0.0, sample_y(), ints({4, 2, 3})}});
  for (const char* name : {"normal", "laplace", "gumbel"}) {
    out.push_back({name, {sample_x(), sample_y()}});
    out.push_back({name, {sample_x(), 0.5}});
    out.push_back({name, {0.5, numbers({3}), ints({2, 3})}});
  }
  out.push_back({"exponential", {sample_x()}});
  out.push_back({"gumbel_softmax", {signed_x(), 0.7}});
  out.push_back({"gumbel_softmax", {signed_x(), vector({0.7}).sum(), false, integer(0)}});
}

}  // namespace mlo::test
