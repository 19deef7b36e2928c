// Tasks played together say what they say one after the other: the same draws, the same sums up to rounding; on threads
// bit for bit.
#include <ATen/ATen.h>

#include <algorithm>

#include "tests/numerics/examples.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

using Blanks = std::map<std::string, std::string>;

/// Regression of waves by a small network that starts from `meta` for each task.
const char* const waves = R"(
use std.models { MLP }
env wave {
  let amplitude = uniform(0.1, 2.0)
  let phase     = uniform(0.0, pi)
  let x         = uniform(-2.0, 2.0, [6, 1])
  let x_new     = uniform(-2.0, 2.0, [6, 1])
  support = (x, amplitude * sin(x - phase))
  query   = (x_new, amplitude * sin(x_new - phase))
}
problem meta {
  module      = <META>
  optimizer   = adam(lr = 0.02)
  accumulate  = 10
  batch x, y  = wave.query
  loss        = <OUTER>
  metric most = max(abs(fit(x) - y))
  metric each = mean((fit(x) - y) ^ 2, dim = 1)
}
problem fit {
  init       = <INIT>
  optimizer  = <OPTIMIZER>
  steps      = <STEPS>
  <LINES>
  batch x, y = wave.support
  loss       = <INNER>
}
u2l meta -> fit
l2u fit -> meta via <METHOD>
validate {
  every      = 2
  draws      = 9
  solve      = fit
  batch x, y = wave.query
  metric mse = mean((fit(x) - y) ^ 2)
}
run { precision = float64; log_every = 1; seed = 3; tasks = <TASKS> }
)";

Blanks with(Blanks blanks) {
  const Blanks usual{{"META", "MLP([5, 1], activation = tanh)"},
                     {"OUTER", "mse_loss(fit(x), y)"},
                     {"INIT", "meta"},
                     {"OPTIMIZER", "sgd(lr = 0.05)"},
                     {"STEPS", "3"},
                     {"LINES", ""},
                     {"INNER", "mse_loss(self(x), y) + 0.1 * sqdist(params(self), params(meta))"},
                     {"METHOD", "unroll"}};
  blanks.insert(usual.begin(), usual.end());
  return blanks;
}

void check_same_value(const engine::Measured& a, const engine::Measured& b, double tolerance) {
  CAPTURE(a.name);
  REQUIRE(a.value.index() == b.value.index());
  if (const auto* number = std::get_if<double>(&a.value))
    CHECK(*number == Approx(std::get<double>(b.value)).epsilon(tolerance).margin(tolerance));
  if (const auto* numbers = std::get_if<std::vector<double>>(&a.value))
    check_close(*numbers, std::get<std::vector<double>>(b.value), tolerance);
}

void check_same(const Result& a, const Result& b, double tolerance) {
  REQUIRE(a.lines.size() == b.lines.size());
  for (std::size_t i = 0; i < a.lines.size(); ++i) {
    CAPTURE(i, a.lines[i].name, a.lines[i].update);
    REQUIRE(a.lines[i].name == b.lines[i].name);
    if (a.lines[i].loss) CHECK(*a.lines[i].loss == Approx(*b.lines[i].loss).epsilon(tolerance).margin(tolerance));
    REQUIRE(a.lines[i].metrics.size() == b.lines[i].metrics.size());
    for (std::size_t m = 0; m < a.lines[i].metrics.size(); ++m)
      check_same_value(a.lines[i].metrics[m], b.lines[i].metrics[m], tolerance);
  }
  REQUIRE(a.last.tensors.size() == b.last.tensors.size());
  for (const auto& [name, tensor] : a.last.tensors) {
    CAPTURE(name);
    const at::Tensor& other = b.last.tensors.at(name);
    REQUIRE(tensor.sizes() == other.sizes());
    CHECK((tensor - other).abs().max().item<double>() <= tolerance);
  }
}

/// Eleven digits of sixteen: three updates of a loop whose sums are taken in another order.
constexpr double rounding = 1e-11;

Result run_as(const std::string& text, Blanks blanks, const std::string& way, int threads = 1) {
  blanks["TASKS"] = way;
  return run(fill(text, blanks), {.count = 3, .threads = threads});
}

void check_ways(const std::string& text, const Blanks& blanks) {
  const Result sequential = run_as(text, blanks, "sequential");
  check_same(run_as(text, blanks, "threads", 2), sequential, 0);
  check_same(run_as(text, blanks, "batched"), sequential, rounding);
  check_same(run_as(text, blanks, "batched", 2), run_as(text, blanks, "batched"), 0);
}

}  // namespace

TEST_CASE("tasks together: every method") {
  for (const std::string method :
       {"unroll", "unroll(truncate = 2)", "unroll(checkpoint = 2)", "first_order", "forward", "detach",
        "cg(iterations = 3, damping = 1.0)", "cg(iterations = 20, on_indefinite = \"damp\")",
        "neumann(terms = 4, alpha = 0.1)", "nystrom(rank = 4, damping = 1.0)", "gmres(iterations = 4, damping = 1.0)",
        "exact(damping = 3.0)", "darts(epsilon = 0.01)", "sama(alpha = 0.01)",
        "penalty(lambda = 10, steps = 3, lr = 0.01)", "value_function(steps = 3, lr = 0.01, eta = 0.1)"}) {
    CAPTURE(method);
    check_ways(waves, with({{"METHOD", method}, {"OUTER", "mse_loss(fit(x), y) + 0.01 * sqnorm(params(meta))"}}));
  }
}

TEST_CASE("tasks together: optimizers, clips and constraints of the problem below") {
  const std::vector<Blanks> variants{
      {{"OPTIMIZER", "adam(lr = 0.05)"}},
      {{"OPTIMIZER", "sgd(lr = 0.05, momentum = 0.9, weight_decay = 0.1)"},
       {"METHOD", "cg(iterations = 3, damping = 1.0)"}},
      {{"OPTIMIZER", "rmsprop(lr = 0.01)"}, {"LINES", "scheduler = cosine_annealing"}},
      {{"LINES", "clip = norm(0.5)"}},
      {{"LINES", "clip = g => [0.5 * t for t in g]"}},
      {{"LINES", "constraint = box(-0.5, 0.5)"}, {"METHOD", "cg(iterations = 3, damping = 1.0)"}},
      {{"LINES", "constraint = norm_ball(0.8)"}},
      {{"LINES", "constraint = p => 0.9 * p"}}};
  for (const Blanks& variant : variants) {
    CAPTURE(variant.begin()->second);
    check_ways(waves, with(variant));
  }
}

TEST_CASE("tasks together: what a loss may hold") {
  const std::vector<Blanks> variants{
      // dropout, each task's own
      {{"META", "(linear(5) >> tanh >> dropout(0.5) >> linear(1))"}},
      // layers without a rule of their own
      {{"META", "(linear(5) >> layer_norm() >> relu >> linear(1))"}},
      // a derivative inside, along the problem's own parameters
      {{"INNER", "mse_loss(self(x), y) + 0.01 * sum([sum(g ^ 2) for g in grad(mse_loss(self(x), y), params(self))])"}},
      // numbers, indices, sorting, a draw of its own
      {{"INNER", "mean(abs(self(x) - y)[1:, 0]) + 0.1 * sort(self(x)[:, 0])[-1] ^ 2"}},
      {{"INIT", "zeros"},
       {"LINES", "module = MLP([5, 1], activation = tanh)"},
       {"INNER", "mse_loss(meta(x) + self(x), y)"}}};
  for (const Blanks& variant : variants) {
    CAPTURE(variant.begin()->second);
    check_ways(waves, with(variant));
  }
}

TEST_CASE("tasks together: a learned rate for each parameter") {
  check_ways(R"(
use std.models { Like, MLP }
env wave {
  let a = uniform(0.1, 2.0)
  let x = uniform(-2.0, 2.0, [6, 1])
  support = (x, a * sin(x))
  query   = (0.5 * x, a * sin(0.5 * x))
}
problem meta {
  module     = MLP([4, 1], activation = tanh)
  optimizer  = adam(lr = 0.02)
  accumulate = 9
  batch x, y = wave.query
  loss       = mse_loss(fit(x), y)
}
problem rates {
  module     = Like(meta, 0.05)
  optimizer  = adam(lr = 0.01)
  accumulate = 9
  batch x, y = wave.query
  loss       = mse_loss(fit(x), y)
}
problem fit {
  init       = meta
  optimizer  = sgd(lr = rates())
  steps      = 2
  batch x, y = wave.support
  loss       = mse_loss(self(x), y)
}
u2l meta -> fit
u2l rates -> fit
l2u fit -> meta via unroll
l2u fit -> rates via unroll
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
             {});
}

TEST_CASE("tasks together: classes, batches of a data set, and one that is short") {
  for (const std::string size : {"8", "7"})  // 7 does not divide 40: some step has batches of different sizes
    check_ways(R"(
data all = linear_labels(count = 40, features = 3, noise = 0.1, seed = 0)
problem scale {
  module     = ones([3])
  optimizer  = adam(lr = 0.05)
  accumulate = 8
  batch x, y = loader(all, size = <SIZE>, shuffle = true)
  loss       = binary_cross_entropy_with_logits(fit(x), y)
  metric acc = accuracy(fit(x), y)
}
problem fit {
  module     = linear(1)
  init       = zeros
  optimizer  = sgd(lr = 0.5)
  steps      = 3
  batch x, y = loader(all, size = <SIZE>, shuffle = true)
  loss       = binary_cross_entropy_with_logits(self(scale() * x), y) + 0.1 * sqnorm(params(self))
}
u2l scale -> fit
l2u fit -> scale via unroll
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
               {{"SIZE", size}});
}

TEST_CASE("tasks together: three levels, the middle one restarting too") {
  for (const std::string method : {"unroll", "cg(iterations = 3, damping = 1.0)", "exact(damping = 1.0)"})
    check_ways(R"(
env task { let c = normal(0.0, 1.0, [2]); target = c }
problem top {
  module     = tensor([0.3, -0.2])
  optimizer  = sgd(lr = 0.1)
  accumulate = 9
  loss       = 0.5 * sqdist(middle(), task.target) + 0.1 * sqnorm(low())
}
problem middle {
  init       = top
  optimizer  = sgd(lr = 0.2)
  steps      = 2
  loss       = 0.5 * sqdist(low(), task.target) + 0.5 * sqdist(self(), top())
}
problem low {
  init       = middle
  optimizer  = sgd(lr = 0.3)
  steps      = 3
  loss       = 0.5 * sum(exp(0.1 * self()) * (self() - 2 * middle()) ^ 2) + 0.1 * sqdist(self(), task.target)
}
u2l top -> middle
u2l middle -> low
l2u low -> middle, top via <METHOD>
l2u middle -> top via <METHOD>
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
               {{"METHOD", method}});
}

TEST_CASE("tasks together: the passes of a lower problem, which share its parameters") {
  for (const std::string method : {"neumann(terms = 2, alpha = 0.1)", "cg(iterations = 3, damping = 1.0)"})
    for (const std::string low : {"unroll", "detach"})
      check_ways(R"(
env task { let c = normal(0.0, 1.0, [2]); target = c }
problem top {
  module     = tensor([0.3, -0.2])
  optimizer  = sgd(lr = 0.1)
  loss       = 0.5 * sqnorm(middle() - 1)
}
problem middle {
  init       = top
  optimizer  = sgd(lr = 0.2)
  steps      = 2
  accumulate = 9
  loss       = 0.5 * sqdist(low(), task.target) + 0.5 * sqdist(self(), top())
}
problem low {
  init       = middle
  optimizer  = sgd(lr = 0.3)
  steps      = 3
  loss       = 0.5 * sum(exp(0.1 * self()) * (self() - 2 * middle()) ^ 2) + 0.1 * sqdist(self(), task.target)
}
u2l top -> middle
u2l middle -> low
l2u low -> middle via <LOW>
l2u middle -> top via <METHOD>
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
                 {{"METHOD", method}, {"LOW", low}});
}

TEST_CASE("tasks together: passes of a problem within passes of another") {
  for (const std::string method : {"cg(iterations = 3, damping = 1.0)", "unroll"})
    check_ways(R"(
env task { let c = normal(0.0, 1.0, [2]); target = c }
problem top {
  module     = tensor([0.3, -0.2])
  optimizer  = sgd(lr = 0.1)
  accumulate = 9
  loss       = 0.5 * sqdist(low(), task.target)
}
problem low {
  init       = top
  optimizer  = sgd(lr = 0.1)
  steps      = 2
  accumulate = 3
  let noise  = normal(0.0, 1.0, [2])
  loss       = 0.5 * sum(exp(0.1 * self()) * (self() - task.target - noise) ^ 2) + sqdist(self(), top())
}
u2l top -> low
l2u low -> top via <METHOD>
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
               {{"METHOD", method}});
}

TEST_CASE("tasks together: every example, and the draws of its validation and its test") {
  // Adam divides gradients that are nothing but rounding (a bias before batch norm) by its eps of 1e-8.
  constexpr double adam = 1e-8;
  for (const programs::Example& example : programs::examples()) {
    CAPTURE(example.name);
    const Updates one{.count = 2, .draws = 3}, two{.count = 2, .threads = 2, .draws = 3};
    const Result sequential = run_example(example, "sequential", one);
    check_same(run_example(example, "threads", two), sequential, 0);
    check_same(run_example(example, "batched", one), sequential, adam);
  }
}

TEST_CASE("tasks together: a validation's draws of an env that another one reads") {
  check_ways(R"(
env scale { let s = uniform(0.5, 2.0); factor = s }
env wave {
  let x   = uniform(-2.0, 2.0, [6, 1])
  support = (x, scale.factor * sin(x))
  query   = (0.5 * x, scale.factor * sin(0.5 * x))
}
problem meta {
  module     = linear(1)
  optimizer  = adam(lr = 0.02)
  accumulate = 4
  batch x, y = wave.query
  loss       = mse_loss(fit(x), y)
}
problem fit {
  init       = meta
  optimizer  = sgd(lr = 0.05)
  steps      = 2
  batch x, y = wave.support
  loss       = mse_loss(self(x), y)
}
u2l meta -> fit
l2u fit -> meta via unroll
validate {
  every      = 1
  draws      = 9
  solve      = fit
  batch x, y = wave.query
  metric mse = mean((fit(x) - y) ^ 2)
}
run { precision = float64; log_every = 1; tasks = <TASKS> }
)",
             {});
}

}  // namespace mlo::numerics
