#include <ATen/ATen.h>

#include <cmath>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

struct Case {
  std::string name;
  List arguments;
  double value;
};

std::vector<Case> cases() {
  const Tensor x = vector({-1.3, -0.4, 0.3, 0.8, 1.7, -2.2}).view({2, 3}),
               p = vector({0.2, 0.5, 0.9, 0.7, 0.1, 0.4}).view({2, 3});
  const Tensor q = vector({0.3, 0.3, 0.4, 0.1, 0.7, 0.2}).view({2, 3}), w = vector({0.5, 1, 2}),
               signs = at::sign(x - 0.5);
  const Tensor classes = labels({2, 0});
  return {
#include "tests/unit/ops/reference/losses.inc"
  };
}

}  // namespace

TEST_CASE("losses have PyTorch's values") {
  for (const Case& c : cases()) {
    INFO(c.name << " " << c.value);
    CHECK(tensor(c.name, c.arguments).item<double>() == Approx(c.value).epsilon(1e-12));
  }
}

TEST_CASE("losses with weights that are learned have the same values") {
  for (Case& c : cases()) {
    if (c.arguments.size() < 3 || c.arguments[2].tensor() == nullptr) continue;
    INFO(c.name << " " << c.value);
    c.arguments[2] = c.arguments[2].tensor()->clone().requires_grad_();
    CHECK(tensor(c.name, c.arguments).item<double>() == Approx(c.value).epsilon(1e-12));
  }
}

TEST_CASE("losses of float32 stay float32") {
  const Tensor x = numbers({4}).to(at::kFloat);
  for (const char* name : {"mse_loss", "huber_loss", "binary_cross_entropy", "hinge_loss"})
    CHECK(tensor(name, {x, labels({1, 0, 1, 0})}, float32()).scalar_type() == at::kFloat);
}

TEST_CASE("losses refuse shapes that would broadcast") {
  const Tensor column = numbers({4, 1}), flat = numbers({4});
  for (const char* name : {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy",
                           "binary_cross_entropy_with_logits", "kl_div", "soft_margin_loss", "hinge_loss"}) {
    const std::string said = message_of(name, {column, flat});
    CHECK_THAT(said, Contains(name) && Contains("[4, 1] and [4]"));
  }
  CHECK_THAT(message_of("mse_loss", {flat, 0.0}), Contains("[4] and []"));
  CHECK_THAT(message_of("binary_cross_entropy", {flat, flat, column}), Contains("weights of shape [4, 1]"));
}

TEST_CASE("cross_entropy says which labels it takes") {
  const Tensor logits = numbers({4, 3});
  CHECK_THAT(message_of("cross_entropy", {logits, labels({0, 1, 2})}), Contains("labels of shape [4], and got [3]"));
  CHECK_THAT(message_of("cross_entropy", {logits, labels({0, 1, 2, 0}).view({4, 1})}), Contains("got [4, 1]"));
  CHECK_THAT(message_of("cross_entropy", {logits, numbers({4})}), Contains("fractions of shape [4]"));
  CHECK_THAT(message_of("cross_entropy", {logits, labels({0, 1, 2, 0}), numbers({2})}), Contains("each of 3 classes"));
  CHECK_THAT(message_of("nll_loss", {logits, numbers({4})}), Contains("whole numbers"));
  CHECK_THROWS(call("cross_entropy", {logits, labels({0, 1, 2, 3})}));
}

TEST_CASE("cross_entropy takes one sample, and images of classes") {
  CHECK(tensor("cross_entropy", {vector({0, 0}), labels({1}).squeeze()}).item<double>() == Approx(std::log(2.0)));
  const Tensor logits = at::zeros({2, 4, 3, 3}, float64()), map = at::ones({2, 3, 3}, at::kLong);
  CHECK(tensor("cross_entropy", {logits, map}).item<double>() == Approx(std::log(4.0)));
  const Tensor weight = at::ones({4}, float64()).requires_grad_();
  const Value none = text("none");
  CHECK(tensor("cross_entropy", {logits, map, weight, integer(-100), none, 0.1}).sizes() == map.sizes());
}
