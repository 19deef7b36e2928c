// A ladder of k diamonds: of each, y = argmin 1/2 (y - s)^2 and z = argmin 1/2 (z - s y)^2, and s' = y + z = s + s^2 is
// what the next one starts from. 2^k paths lead down; reverse mode visits each problem once.
#include <cmath>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

std::string ladder(int k, const std::string& method) {
  std::string out = "problem x {\n  module = tensor(0.02)\n  optimizer = sgd(lr = 1.0)\n  loss = 0.5 * (y" +
                    std::to_string(k) + "() + z" + std::to_string(k) + "() - 2) ^ 2\n}\n";
  for (int i = 1; i <= k; ++i) {
    const std::string n = std::to_string(i), before = std::to_string(i - 1);
    const std::string s = i == 1 ? "x()" : "(y" + before + "() + z" + before + "())";
    const auto problem = [&](const std::string& name, const std::string& target) {
      out += "problem " + name + " {\n  module = tensor(0.0)\n  optimizer = sgd(lr = 1.0)\n  loss = 0.5 * (self() - " +
             target + ") ^ 2\n}\n";
    };
    problem("y" + n, s);
    problem("z" + n, s + " * y" + n + "()");
    if (i == 1)
      out += "u2l x -> y1, z1\n";
    else
      out += "u2l y" + before + " -> y" + n + ", z" + n + "\nu2l z" + before + " -> y" + n + ", z" + n + "\n";
    out += "u2l y" + n + " -> z" + n + "\n";
    out += "l2u y" + n + " -> x via " + method + "\nl2u z" + n + " -> x via " + method + "\n";
  }
  return out + "run { precision = float64; log_every = 1 }\n";
}

/// d/dx of 1/2 (s_k - 2)^2.
double derivative(int k) {
  double s = 0.02, slope = 1;
  for (int i = 0; i < k; ++i) {
    slope *= 1 + 2 * s;
    s += s * s;
  }
  return (s - 2) * slope;
}

}  // namespace

TEST_CASE("ladder: the derivative through all of 2^k paths, at a cost linear in k") {
  for (const int k : {4, 8, 16, 32}) {
    CAPTURE(k);
    const Result exact = run(ladder(k, "exact"));
    CHECK(gradient(exact, "x", {0.02})[0] == Approx(derivative(k)).epsilon(1e-10));
    std::int64_t solves = 0;
    double products = 0;
    for (const engine::MetricLine& line : exact.lines)
      for (const engine::EdgeHealth& edge : line.health) {
        solves += edge.solves;
        products += edge.products * static_cast<double>(edge.solves);
      }
    CHECK(solves == 2 * k);  // each problem is differentiated once
    CHECK(products == 2 * k);
  }
  for (const int k : {4, 8, 16})
    CHECK(gradient(run(ladder(k, "unroll")), "x", {0.02})[0] == Approx(derivative(k)).epsilon(1e-10));
}

}  // namespace mlo::numerics
