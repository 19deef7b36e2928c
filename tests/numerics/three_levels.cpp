// Three levels with known answers: one quadratic, one that sees wrong second derivatives, and a diamond.
#include <cmath>

#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// z = argmin 1/2 (z - x - y)^2; y = argmin 1/2 (z - 1)^2 + 3/2 (y - x)^2; min 1/2 (z - 1)^2 + 1/2 x^2.
/// One step solves each lower problem from any start: the total second derivatives are 1 along z and 4 along y.
const char* const quadratic = R"(
problem x {
  module    = tensor([1.0])
  optimizer = sgd(lr = <LR>)
  loss      = sum(0.5 * (z() - 1) ^ 2 + 0.5 * self() ^ 2)
}
problem y {
  module    = zeros([1])
  optimizer = sgd(lr = 0.25)
  loss      = sum(0.5 * (z() - 1) ^ 2 + 1.5 * (self() - x()) ^ 2)
}
problem z {
  module    = zeros([1])
  optimizer = sgd(lr = 1.0)
  loss      = sum(0.5 * (self() - x() - y()) ^ 2)
}
u2l x -> y, z
u2l y -> z
l2u z -> y via <Z_Y>
l2u z -> x via <Z_X>
l2u y -> x via <Y_X>
run { precision = float64; log_every = 1 }
)";

/// z = argmin e^z - z (1 + y^2 + x^2); y = argmin e^(2z) / 4 - x y (1 + 2 x^2); min 1/2 (z - 1)^2: y = x and
/// z = log(1 + 2 x^2).
const char* const curved = R"(
problem x {
  module    = tensor([1.0])
  optimizer = sgd(lr = <LR>)
  loss      = sum(0.5 * (z() - 1) ^ 2)
}
problem y {
  module    = tensor([0.5])
  optimizer = sgd(lr = 0.2)
  steps     = 30
  loss      = sum(exp(2 * z()) / 4 - x() * self() * (1 + 2 * x() ^ 2))
}
problem z {
  module    = tensor([0.5])
  optimizer = sgd(lr = 0.3)
  steps     = 30
  loss      = sum(exp(self()) - self() * (1 + y() ^ 2 + x() ^ 2))
}
u2l x -> y, z
u2l y -> z
l2u z -> y via <Z_Y>
l2u z -> x via <Z_X>
l2u y -> x via <Y_X>
run { precision = float64; log_every = 1 }
)";

/// y1 = argmin 1/2 (y1 - x)^2; y2 = argmin 1/2 (y2 - x y1)^2; min 1/2 (y1 + y2 - 2)^2.
const char* const diamond = R"(
problem x {
  module    = tensor([2.0])
  optimizer = sgd(lr = <LR>)
  loss      = sum(0.5 * (y1() + y2() - 2) ^ 2)
}
problem y1 {
  module    = zeros([1])
  optimizer = sgd(lr = 1.0)
  loss      = sum(0.5 * (self() - x()) ^ 2)
}
problem y2 {
  module    = zeros([1])
  optimizer = sgd(lr = 1.0)
  loss      = sum(0.5 * (self() - x() * y1()) ^ 2)
}
u2l x -> y1, y2
l2u y1 -> y2 via <Y1_Y2>
l2u y1 -> x via <Y1_X>
l2u y2 -> x via <Y2_X>
run { precision = float64; log_every = 1 }
)";

/// The loss of y is curved along z, and z along y: dL_y/dx moves with y also through z. Its gradient at x = 0.7 was
/// worked out by dual numbers, apart from this program.
const char* const entangled = R"(
problem x {
  module    = tensor([0.7])
  optimizer = sgd(lr = 1.0)
  loss      = sum(0.5 * (z() - 1) ^ 2 + 0.2 * y() ^ 2 * self())
}
problem y {
  module    = tensor([0.5])
  init      = tensor([0.5])
  optimizer = sgd(lr = 0.1)
  steps     = <Y_STEPS>
  loss      = sum(0.25 * exp(2 * z()) - x() * self() + 0.3 * (self() - x()) ^ 2)
}
problem z {
  module    = zeros([1])
  init      = zeros
  optimizer = sgd(lr = <Z_LR>)
  steps     = <Z_STEPS>
  loss      = sum(exp(self()) - self() * (1 + y() ^ 2 + 0.5 * x()) + 0.1 * self() * x() * y())
}
u2l x -> y, z
u2l y -> z
l2u z -> y, x via <Z>
l2u y -> x via <Y>
run { precision = float64; log_every = 1 }
)";

/// The gradient of x, by the methods of y and z.
double entangled_gradient(const std::string& y, const std::string& z, const std::string& y_steps, bool z_converges) {
  const Result result = run(fill(entangled, {{"Y", y},
                                             {"Z", z},
                                             {"Y_STEPS", y_steps},
                                             {"Z_STEPS", z_converges ? "30" : "3"},
                                             {"Z_LR", z_converges ? "0.4" : "0.2"}}));
  return gradient(result, "x", {0.7})[0];
}

using Methods = std::vector<std::string>;

/// Those that are exact on quadratic problems, and can be differentiated again.
const Methods exact_methods = {"exact",  "cg(iterations = 2)",     "gmres(iterations = 2)",
                               "unroll", "unroll(checkpoint = 3)", "forward"};

/// Every way of giving three edges methods.
template <typename Body>
void for_each_triple(const Methods& methods, Body body) {
  for (const std::string& a : methods)
    for (const std::string& b : methods)
      for (const std::string& c : methods) {
        CAPTURE(a, b, c);
        body(a, b, c);
      }
}

}  // namespace

TEST_CASE("three levels: the total hypergradient for every combination of methods") {
  for_each_triple(exact_methods, [](auto& a, auto& b, auto& c) {
    const Result result = run(fill(quadratic, {{"LR", "1.0"}, {"Z_Y", a}, {"Z_X", b}, {"Y_X", c}}));
    check_close(gradient(result, "x", {1}), {2.125}, 1e-12);
    check_close(result.values("y"), {0.75}, 1e-12);
    check_close(result.values("z"), {1.75}, 1e-12);
  });
}

TEST_CASE("three levels: the optimum for every combination of methods") {
  for_each_triple({"exact", "unroll"}, [](auto& a, auto& b, auto& c) {
    const Result result = run(fill(quadratic, {{"LR", "0.3"}, {"Z_Y", a}, {"Z_X", b}, {"Y_X", c}}), {.count = 60});
    check_close(result.values("x"), {9.0 / 26}, 1e-12);
    check_close(result.values("y"), {11.0 / 26}, 1e-12);
    check_close(result.values("z"), {10.0 / 13}, 1e-12);
    CHECK(result.loss("x") == Approx(9.0 / 104).margin(1e-12));
  });
}

TEST_CASE("three curved levels: the hypergradient sees third derivatives") {
  for_each_triple({"exact", "cg(iterations = 1)", "unroll"}, [](auto& a, auto& b, auto& c) {
    const Result result = run(fill(curved, {{"LR", "1.0"}, {"Z_Y", a}, {"Z_X", b}, {"Y_X", c}}));
    check_close(gradient(result, "x", {1}), {0.1314830516}, 6e-11);
    check_close(result.values("y"), {1.0}, 1e-11);
    check_close(result.values("z"), {std::log(3.0)}, 1e-11);
  });
}

TEST_CASE("three curved levels: the optimum") {
  const Methods methods = {"exact", "unroll"};
  for (const std::string& method : methods) {
    CAPTURE(method);
    const Result result =
        run(fill(curved, {{"LR", "0.4"}, {"Z_Y", method}, {"Z_X", method}, {"Y_X", method}}), {.count = 25});
    check_close(result.values("x"), {std::sqrt((std::exp(1.0) - 1) / 2)}, 1e-9);
  }
}

TEST_CASE("three levels: a solution below follows a middle problem that is differentiated by first derivatives") {
  // The two methods are off by their nature: central differences by the square of their step, penalties by 1 / lambda.
  const std::string differences = "darts", penalty = "penalty(lambda = 3000.0, steps = 60, lr = 0.1)";
  for (const std::string z : {"unroll", "unroll(checkpoint = 5)", "forward", "exact", "cg"}) {
    CAPTURE(z);
    CHECK(entangled_gradient(differences, z, "100", true) == Approx(-0.35649275).margin(1e-6));
    CHECK(entangled_gradient(penalty, z, "100", true) == Approx(-0.18942800).margin(3e-6));
  }
  for (const std::string z : {"unroll", "unroll(checkpoint = 2)", "forward"}) {  // three steps define z
    CAPTURE(z);
    CHECK(entangled_gradient(differences, z, "100", false) == Approx(-0.27214).margin(3e-6));
    CHECK(entangled_gradient(penalty, z, "100", false) == Approx(-0.12318).margin(3e-6));
  }
  for (const std::string y : {"value_function", "sama"}) {
    CAPTURE(y);
    CHECK(entangled_gradient(y, "exact", "100", true) ==
          Approx(entangled_gradient(y, "unroll", "100", true)).margin(1e-10));
  }
}

TEST_CASE("three levels: an implicit method stands at the middle problem's end, and so does the solution below") {
  for (const std::string y : {"exact", "cg", "gmres"})
    for (const std::string z : {"unroll", "unroll(checkpoint = 2)", "forward"}) {
      CAPTURE(y, z);
      CHECK(entangled_gradient(y, z, "4", false) == Approx(-0.18643248).margin(1e-8));
    }
}

TEST_CASE("diamond: both paths count, for every combination of methods") {
  for_each_triple(exact_methods, [](auto& a, auto& b, auto& c) {
    const Result once = run(fill(diamond, {{"LR", "1.0"}, {"Y1_Y2", a}, {"Y1_X", b}, {"Y2_X", c}}));
    check_close(gradient(once, "x", {2}), {20}, 1e-12);
    if (a != b || b != c) return;
    const Result many = run(fill(diamond, {{"LR", "0.05"}, {"Y1_Y2", a}, {"Y1_X", b}, {"Y2_X", c}}), {.count = 80});
    check_close(many.values("x"), {1}, 1e-12);
  });
}

}  // namespace mlo::numerics
