// Schedules, clips and constraints.
#include <torch/csrc/autograd/autograd.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/differences.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;
using sema::Arguments;

namespace {

double factor(const std::string& name, Arguments given, std::int64_t t, std::int64_t total = 100) {
  const auto& entry = builtin<optim::SchedulerBuiltin>(sema::BuiltinKind::scheduler, name);
  return entry.factor(constants(entry, std::move(given)), t, total);
}

Tensors clip(const std::string& name, double max, const Tensors& gradients) {
  return builtin<optim::ClipBuiltin>(sema::BuiltinKind::clip, name).run({{max}}, gradients);
}

const optim::ConstraintBuiltin& constraint(const std::string& name) {
  return builtin<optim::ConstraintBuiltin>(sema::BuiltinKind::constraint, name);
}

}  // namespace

TEST_CASE("schedules follow their formulas") {
  CHECK(factor("cosine_annealing", {}, 0) == 1);
  CHECK(factor("cosine_annealing", {}, 50) == Approx(0.5));
  CHECK(factor("cosine_annealing", {}, 100) == Approx(0).margin(1e-15));
  CHECK(factor("cosine_annealing", {{std::int64_t{10}}, {0.2}}, 5) == Approx(0.6));
  const sema::Argument milestones{Arguments{{std::int64_t{3}}, {std::int64_t{5}}}};
  CHECK(factor("multi_step", {milestones}, 2) == 1);
  CHECK(factor("multi_step", {milestones}, 3) == Approx(0.1));
  CHECK(factor("multi_step", {milestones, {0.5}}, 7) == 0.25);
  CHECK(factor("multi_step", {{std::int64_t{4}}}, 4) == Approx(0.1));
  CHECK(factor("step", {{std::int64_t{3}}, {0.5}}, 8) == 0.25);
  CHECK(factor("exponential", {{0.9}}, 3) == Approx(0.729));
  CHECK(factor("linear_warmup", {{std::int64_t{4}}}, 0) == 0);
  CHECK(factor("linear_warmup", {{std::int64_t{4}}, {0.5}}, 2) == 0.75);
  CHECK(factor("linear_warmup", {{std::int64_t{4}}}, 9) == 1);
  CHECK(factor("polynomial", {}, 25) == 0.75);
  CHECK(factor("polynomial", {{std::int64_t{10}}, {2.0}}, 5) == 0.25);
  CHECK(factor("polynomial", {}, 200) == 0);
  CHECK(factor("constant", {{0.3}}, 17) == 0.3);
  CHECK(factor("cosine_annealing", {}, 0, 0) == 1);
}

TEST_CASE("clip norm scales all gradients together") {
  const Tensors large = clip("norm", 1.0, {vector({3}), vector({4, 0})});
  CHECK(close(large[0], vector({0.6}), 1e-6));
  CHECK(close(large[1], vector({0.8, 0}), 1e-6));
  CHECK(clip("norm", 10.0, {vector({3}), vector({4, 0})})[1].equal(vector({4, 0})));
  const Differentiable f = [](const Tensors& x) { return at::cat(clip("norm", 1.0, x)); };
  CHECK(compare_derivatives(f, {vector({0.7}), vector({1.1, -2})}) == "");
}

TEST_CASE("clip norm of zero gradients differentiates to something finite") {
  const Tensor g = at::zeros({3}, float64()).requires_grad_();
  const Tensor first = torch::autograd::grad({clip("norm", 1.0, {g})[0].sum()}, {g}, {}, true, true)[0];
  CHECK(first.equal(at::ones({3}, float64())));
  CHECK(
      at::isfinite(torch::autograd::grad({at::sum(first * first)}, {g}, {}, true, false, true)[0]).all().item<bool>());
}

TEST_CASE("clip value holds every entry") {
  CHECK(clip("value", 0.5, {vector({-2, 0.2, 0.7})})[0].equal(vector({-0.5, 0.2, 0.5})));
}

TEST_CASE("boxes project, and say where they hold") {
  const Tensor p = vector({-1, 0.25, 3});
  const Arguments unit = {{0.0}, {1.0}};
  const Tensor in = constraint("box").run(unit, p);
  CHECK(in.equal(vector({0, 0.25, 1})));
  CHECK(constraint("box").active(unit, in).equal(vector({1, 0, 1}).to(at::kBool)));
  CHECK(constraint("at_least").run({{0.5}}, p).equal(vector({0.5, 0.5, 3})));
  CHECK(constraint("at_least").active({{0.25}}, p).equal(vector({1, 1, 0}).to(at::kBool)));
  CHECK(constraint("at_most").run({{0.5}}, p).equal(vector({-1, 0.25, 0.5})));
  CHECK(constraint("at_most").active({{0.25}}, p).equal(vector({0, 1, 1}).to(at::kBool)));
  CHECK_THAT(constraint("box").contradiction({{1.0}, {0.0}}), Contains("1 is above 0"));
  CHECK(constraint("box").contradiction(unit).empty());
}

TEST_CASE("simplex is the nearest point of the simplex, row by row") {
  const Tensor p = vector({0.2, 0.3, 0.5, 2, 0, -1, -5, -6, -5}).view({3, 3});
  CHECK(close(constraint("simplex").run({}, p), vector({0.2, 0.3, 0.5, 1, 0, 0, 0.5, 0, 0.5}).view({3, 3})));
  CHECK(close(constraint("simplex").run({}, vector({0.9, 0.7, -0.4})), vector({0.6, 0.4, 0})));
  CHECK_FALSE(constraint("simplex").implicit_allowed);
  CHECK(constraint("simplex").active == nullptr);
  CHECK_THAT(message([] { constraint("simplex").run({}, vector({1}).squeeze()); }), Contains("at least one dimension"));
}

TEST_CASE("norm_ball scales what is outside") {
  CHECK(close(constraint("norm_ball").run({{1.0}}, vector({3, 4})), vector({0.6, 0.8})));
  CHECK(constraint("norm_ball").run({{10.0}}, vector({3, 4})).equal(vector({3, 4})));
  CHECK(constraint("norm_ball").run({{0.0}}, vector({3, 4})).equal(vector({0, 0})));
  CHECK_FALSE(constraint("norm_ball").implicit_allowed);
}

TEST_CASE("projections differentiate") {
  const Differentiable simplex = [](const Tensors& x) { return constraint("simplex").run({}, x[0]); };
  CHECK(compare_derivatives(simplex, {vector({0.9, 0.7, -0.4, 0.1, 0.2, 0.35}).view({2, 3})}) == "");
  const Differentiable ball = [](const Tensors& x) { return constraint("norm_ball").run({{1.0}}, x[0]); };
  CHECK(compare_derivatives(ball, {vector({0.9, 0.7, -0.4})}) == "");
  CHECK(compare_derivatives(ball, {vector({0.1, 0.2})}) == "");
}
