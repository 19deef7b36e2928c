// Hypergradients through a nonlinear network's steps, against central differences of the value that the engine
// computes.
#include <fmt/format.h>

#include <cmath>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// Weights of four examples (by a sigmoid of x) for a small network; the same seed starts it from the same parameters.
const char* const reweighting = R"(
use std.models { MLP }
let X   = tensor([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.1, 0.4]])
let t   = tensor([0.3, -0.8, 1.1, 0.6])
let X_v = tensor([[0.2, 0.9], [-1.1, 0.5], [0.8, -0.6]])
let t_v = tensor([0.7, 0.9, -0.4])

problem x {
  module    = tensor([<X0>, <X1>, <X2>, <X3>])
  optimizer = sgd(lr = 1.0)
  loss      = sum((net(X_v)[:, 0] - t_v) ^ 2)
}
problem net {
  module    = MLP([5, 1], activation = tanh)
  optimizer = <OPTIMIZER>
  steps     = 8
  loss      = sum(sigmoid(x()) * (self(X)[:, 0] - t) ^ 2)
}
u2l x -> net
l2u net -> x via unroll
run { precision = float64; seed = 3; log_every = 1 }
)";

Result run_at(const std::vector<double>& x, const std::string& optimizer) {
  std::map<std::string, std::string> blanks = {{"OPTIMIZER", optimizer}};
  for (std::size_t i = 0; i < x.size(); ++i) blanks[fmt::format("X{}", i)] = fmt::format("{:.17f}", x[i]);
  return run(fill(reweighting, blanks));
}

/// (F(x + h e_i) - F(x - h e_i)) / 2h
std::vector<double> central_differences(const std::vector<double>& x, const std::string& optimizer, double h) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<double> above = x;
    std::vector<double> below = x;
    above[i] += h;
    below[i] -= h;
    out.push_back((run_at(above, optimizer).loss("x") - run_at(below, optimizer).loss("x")) / (2 * h));
  }
  return out;
}

}  // namespace

TEST_CASE("unrolled hypergradients agree with central differences, through every optimizer") {
  const std::vector<double> x = {0.4, -0.6, 1.2, 0.1};
  // With F near 1, h = 1e-5 leaves a truncation error of h^2 F'''/6, about 1e-10, and a rounding error of 1e-16 F / h,
  // about 1e-11; steps of adam and rmsprop have larger third derivatives where a gradient is small.
  for (const std::string optimizer : {"sgd(lr = 0.1)", "sgd(lr = 0.05, momentum = 0.9)",
                                      "sgd(lr = 0.05, momentum = 0.9, nesterov = true, weight_decay = 0.01)",
                                      "adam(lr = 0.02)", "rmsprop(lr = 0.02)", "adagrad(lr = 0.1)"}) {
    CAPTURE(optimizer);
    const std::vector<double> g = gradient(run_at(x, optimizer), "x", x);
    CHECK(std::abs(g[0]) > 1e-4);
    check_close(g, central_differences(x, optimizer, 1e-5), 1e-8);
  }
}

}  // namespace mlo::numerics
