// Direct arithmetic against LibTorch's, in all the ways that tensors can meet.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/kernels/small.h"
#include "tests/unit/kernels/support.h"

using namespace mlo;
using at::Tensor;

namespace {

using Shape = std::vector<std::int64_t>;

bool same(const Tensor& a, const Tensor& b) { return a.scalar_type() == b.scalar_type() && at::equal(a, b); }

bool near(const Tensor& a, const Tensor& b) {
  const double rounding = a.scalar_type() == at::kFloat ? 1e-6 : 1e-14;
  return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() && at::allclose(a, b, rounding, rounding);
}

}  // namespace

TEST_CASE("two small tensors of any shapes give LibTorch's numbers") {
  at::manual_seed(4);
  const at::NoGradGuard no_grad;
  const auto type = GENERATE(at::kFloat, at::kDouble);
  const auto [left, right] = GENERATE(table<Shape, Shape>({{{}, {}},
                                                           {{1}, {}},
                                                           {{}, {1, 1}},
                                                           {{5}, {5}},
                                                           {{5}, {1}},
                                                           {{1}, {2, 3}},
                                                           {{1, 3}, {3}},
                                                           {{3}, {1, 1, 3}},
                                                           {{2, 3}, {3}},
                                                           {{2, 3}, {2, 1}},
                                                           {{1, 1}, {3}},
                                                           {{0}, {0}},
                                                           {{0}, {1}},
                                                           {{1}, {0}},
                                                           {{80, 60}, {80, 60}},
                                                           {{70}, {70}}}));
  const Tensor a = at::randn(left, type), b = at::randn(right, type);
  CAPTURE(left, right);
  CHECK(same(kernels::add(a, b), at::add(a, b)));
  CHECK(near(kernels::add(a, b, -0.3), at::add(a, b, -0.3)));
  CHECK(same(kernels::sub(a, b), at::sub(a, b)));
  CHECK(same(kernels::mul(a, b), at::mul(a, b)));
  CHECK(same(kernels::div(a, b), at::div(a, b)));
  CHECK(same(kernels::mul(a, 0.7), at::mul(a, 0.7)));
  CHECK(near(kernels::div(a, 0.7), at::div(a, 0.7)));
  CHECK(same(kernels::add(a, 2), at::add(a, 2)));
  CHECK(same(kernels::sub(2, a), at::rsub(a, 2)));
  CHECK(same(kernels::neg(a), at::neg(a)));
  CHECK(same(kernels::pow(a, 2), at::pow(a, 2)));
  CHECK(near(kernels::sum(a), at::sum(a)));
  CHECK(same(kernels::full_like(a, 3), at::full_like(a, 3)));
  CHECK(near(kernels::sum_to(kernels::add(a, b), a.sizes()), kernels::add(a, b).sum_to_size(a.sizes())));
  if (a.numel() == 0) return;
  CHECK(near(kernels::mean(a), at::mean(a)));
  CHECK(same(kernels::expand(a.view({-1})[0], {2, 3}), a.view({-1})[0].expand({2, 3})));
  CHECK(kernels::item(a.view({-1})[0]) == a.view({-1})[0].item<double>());
}

TEST_CASE("losses of small tensors are LibTorch's") {
  at::manual_seed(5);
  const at::NoGradGuard no_grad;
  const auto type = GENERATE(at::kFloat, at::kDouble);
  const auto reduction = GENERATE(at::Reduction::None, at::Reduction::Mean, at::Reduction::Sum);
  const auto shape = GENERATE(Shape{}, Shape{7}, Shape{4, 3}, Shape{5000});
  const Tensor x = at::randn(shape, type) * 3, y = at::rand(shape, type);
  CHECK(near(kernels::mse_loss(x, y, reduction), at::mse_loss(x, y, reduction)));
  CHECK(near(kernels::binary_cross_entropy(x, at::log_sigmoid(x), y, reduction),
             at::binary_cross_entropy_with_logits(x, y, {}, {}, reduction)));
}

TEST_CASE("what is not plain goes LibTorch's way") {
  at::manual_seed(6);
  const Tensor a = at::randn({3, 4}).requires_grad_(), b = at::randn({4, 3});
  CHECK(kernels::mul(a, b.t()).requires_grad());
  CHECK(same(kernels::mul(a, b.t()), at::mul(a, b.t())));
  CHECK(same(kernels::add(a, b.t().to(at::kDouble)), at::add(a, b.t().to(at::kDouble))));
  CHECK(same(kernels::mul(at::arange(3), 2), at::arange(3) * 2));
  CHECK(same(kernels::div(at::arange(3), at::arange(3) + 1), at::arange(3) / (at::arange(3) + 1)));
  CHECK(kernels::sum(a).requires_grad());
}
