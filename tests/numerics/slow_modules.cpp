// Modules that no optimizer moves: averages and copies that follow a problem, frozen networks, weights from files.
#include <ATen/ATen.h>

#include "runtime/data/formats/weights.h"
#include "tests/folder.h"
#include "tests/numerics/harness.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

// w moves by -1 a step: w_k = -k. The metric is read before the step, so it lags by one.
const char* const follower = R"(
problem w {
  module       = tensor(0.0)
  optimizer    = sgd(lr = 1.0)
  loss         = self()
  metric slow  = <SLOW>
}
run { precision = float64; log_every = 1 }
)";

std::vector<double> slow_values(const std::string& slow, std::int64_t updates) {
  std::vector<double> out;
  for (const engine::MetricLine& line : run(fill(follower, {{"SLOW", slow}}), {updates}).lines)
    out.push_back(std::get<double>(line.metrics.at(0).value));
  return out;
}

}  // namespace

TEST_CASE("ema: m <- decay m + (1 - decay) w after each step") {
  // m_0 = 0, then 0.5 m + 0.5 w: -0.5, -1.25, -2.125
  check_close(slow_values("ema(self, decay = 0.5)()", 4), {0, -0.5, -1.25, -2.125}, 1e-12);
}

TEST_CASE("copy: the parameters are taken anew after every so many steps") {
  check_close(slow_values("copy(self, every = 2)()", 6), {0, 0, -2, -2, -4, -4}, 1e-12);
}

TEST_CASE("a slow module is a constant: no gradient passes through it") {
  // loss = (w - m)^2 / 2 + w with m = ema(w): the gradient is w - m + 1, not 1.
  const Result result = run(R"(
problem w {
  module    = tensor(2.0)
  optimizer = sgd(lr = 1.0)
  let m     = ema(self, decay = 0.5)
  loss      = 0.5 * (self() - m()) ^ 2 + self()
}
run { precision = float64 }
)",
                            {2});
  // w1 = 2 - 1 = 1, m1 = 1.5; w2 = 1 - (1 - 1.5 + 1) = 0.5
  CHECK(result.value("w") == Approx(0.5).epsilon(1e-12));
}

TEST_CASE("the average of a problem that restarts begins with each round") {
  const Result result = run(R"(
problem a {
  module    = tensor(4.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 1) ^ 2
}
problem w {
  init      = a
  optimizer = sgd(lr = 0.5)
  steps     = 2
  loss      = 0.5 * (self() - ema(self, decay = 0.5)()) ^ 2 + self()
}
u2l a -> w
l2u w -> a via unroll
run { precision = float64 }
)",
                            {3});
  // In a round from a: w1 = a - 0.5, m1 = a - 0.25, w2 = w1 - 0.5 (w1 - m1 + 1) = a - 0.875. With m a constant each
  // step halves the derivative along a, so a <- a - 0.25 (a - 1.875): 4 -> 3.46875 -> 3.0703125 -> 2.771484375.
  CHECK(result.value("a") == Approx(2.771484375).epsilon(1e-12));
}

TEST_CASE("another problem reads an average without an edge") {
  const Result result = run(R"(
problem a {
  module    = tensor(0.0)
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * (w() - 3) ^ 2
}
problem w {
  module    = tensor(1.0)
  optimizer = sgd(lr = 0.5)
  loss      = 0.5 * (self() - a()) ^ 2 + 0 * ema(a, decay = 0.9)()
}
u2l a -> w
l2u w -> a via unroll
run { precision = float64 }
)");
  CHECK(result.value("a") == Approx(1.25).epsilon(1e-12));  // w1 = 0.5, dw1/da = 0.5
}

TEST_CASE("a module in a let is frozen, and the same wherever it is read") {
  const Result result = run(R"(
let teacher = linear(1)
data set    = linear_labels(count = 20, features = 3, noise = 0.0, seed = 0)
problem student {
  module      = linear(1)
  init        = params(teacher)
  optimizer   = sgd(lr = 0.1)
  batch x, y  = loader(set)
  loss        = mse_loss(self(x), teacher(x))
  metric gap  = max(abs(self(x) - teacher(x)))
}
run { precision = float64; log_every = 1; save = { teacher = teacher, student = student } }
)",
                            {3});
  CHECK(result.loss("student") == Approx(0).margin(1e-20));
  CHECK(result.saved.at("teacher").at("weight").equal(result.saved.at("student").at("weight")));
}

TEST_CASE("what `save` hands out, `load` starts from; also by another's names, with a prefix") {
  const at::TensorOptions real = at::kDouble;
  const at::Tensor weight = at::full({1, 3}, 2.0, real), bias = at::full({1}, -1.0, real);
  const test::Folder folder;
  const auto file =
      folder.write("w.pt", data::weights_archive({{"net.weight", weight}, {"net.bias", bias}, {"other", bias}}));
  const Result result = run(fill(R"(
data set = linear_labels(count = 20, features = 3, noise = 0.0, seed = 0)
problem p {
  module     = load("<FILE>", linear(1), prefix = "net.")
  optimizer  = sgd(lr = 0.0)
  batch x, y = loader(set)
  loss       = mse_loss(self(x), y)
}
run { precision = float64; save = p }
)",
                                 {{"FILE", file.string()}}));
  CHECK(result.saved.at("module").at("weight").equal(weight));
  CHECK(result.saved.at("module").at("bias").equal(bias));
}

TEST_CASE("weights that do not fit are refused before the run") {
  const char* const program = R"(
data set = linear_labels(count = 20, features = 3, noise = 0.0, seed = 0)
problem p {
  module     = load("<FILE>", linear(1))
  optimizer  = sgd(lr = 0.1)
  batch x, y = loader(set)
  loss       = mse_loss(self(x), y)
}
)";
  const at::Tensor wide = at::ones({1, 4}), right = at::ones({1, 3}), bias = at::ones({1});
  const test::Folder folder;
  const auto refused = [&](const std::filesystem::path& file) {
    expect_error(fill(program, {{"FILE", file.string()}}), "MLO0503");
  };
  refused(folder.write("shape.pt", data::weights_archive({{"weight", wide}, {"bias", bias}})));
  refused(folder.write("missing.pt", data::weights_archive({{"weight", right}})));
  refused(folder.write("more.pt", data::weights_archive({{"weight", right}, {"bias", bias}, {"scale", bias}})));
  refused(folder.write("text.pt", std::string("no archive")));
  refused(folder / "nowhere.pt");
}

}  // namespace mlo::numerics
