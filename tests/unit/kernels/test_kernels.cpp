#include <ATen/ATen.h>

#include "runtime/kernels/batch_norm.h"
#include "runtime/kernels/convolution.h"
#include "runtime/kernels/max_pool.h"
#include "runtime/kernels/plain.h"
#include "runtime/kernels/pool_3x3.h"
#include "tests/unit/kernels/support.h"

using namespace mlo::kernels;

namespace {

using Shape = std::vector<std::int64_t>;

/// A sum over the entries of the kernel, each times a shifted image.
Tensor composed_convolution(const Tensors& in, const Geometry& by) {
  const Tensor &weight = in[1],
               x = at::constant_pad_nd(in[0], {by.padding[1], by.padding[1], by.padding[0], by.padding[0]});
  const auto steps = [&](std::int64_t d) {
    return (x.size(2 + d) - by.dilation[static_cast<std::size_t>(d)] * (weight.size(2 + d) - 1) - 1) /
           by.stride[static_cast<std::size_t>(d)];
  };
  Tensor out;
  for (std::int64_t i = 0; i < weight.size(2); ++i)
    for (std::int64_t j = 0; j < weight.size(3); ++j) {
      const std::int64_t top = i * by.dilation[0], left = j * by.dilation[1];
      const Tensor shifted = x.slice(2, top, top + steps(0) * by.stride[0] + 1, by.stride[0])
                                 .slice(3, left, left + steps(1) * by.stride[1] + 1, by.stride[1]);
      const Tensor grouped = shifted.reshape({x.size(0), by.groups, -1, shifted.size(2), shifted.size(3)});
      const Tensor entry = weight.select(3, j).select(2, i).view({by.groups, -1, weight.size(1)});
      const Tensor term = at::einsum("ngchw,goc->ngohw", {grouped, entry}).flatten(1, 2);
      out = out.defined() ? out + term : term;
    }
  return out + in[2].view({1, -1, 1, 1});
}

/// From means and sums alone, so that mean and variance follow x in every derivative.
Tensor composed_batch_norm(const Tensors& in, double eps) {
  std::vector<std::int64_t> others{0}, wide(static_cast<std::size_t>(in[0].dim()), 1);
  for (std::int64_t d = 2; d < in[0].dim(); ++d) others.push_back(d);
  wide[1] = -1;
  const Tensor centered = in[0] - in[0].mean(others, true);
  const Tensor hat = centered * (centered.square().mean(others, true) + eps).rsqrt();
  return hat * in[1].view(wide) + in[2].view(wide);
}

}  // namespace

TEST_CASE("a convolution has the derivatives of its formula up to the third") {
  const EachKind kind;
  at::manual_seed(1);
  const auto geometry = GENERATE(Geometry{{1, 1}, {1, 1}, {1, 1}, 1}, Geometry{{2, 1}, {0, 2}, {1, 2}, 1},
                                 Geometry{{2, 2}, {1, 1}, {1, 1}, 2}, Geometry{{1, 1}, {1, 0}, {1, 1}, 4},
                                 Geometry{{1, 2}, {1, 0}, {1, 1}, 4});
  const Tensors in{random({3, 4, 7, 6}), random({8, 4 / geometry.groups, 3, 3}), random({8})};
  check_same(derivatives([&](const Tensors& t) { return convolution(t[0], t[1], t[2], geometry); }, in, 3),
             derivatives([&](const Tensors& t) { return composed_convolution(t, geometry); }, in, 3));
}

TEST_CASE("a depthwise convolution has the derivatives of its formula up to the third") {
  const EachKind kind;
  at::manual_seed(7);
  const auto kernel = GENERATE(Shape{3, 3}, Shape{5, 5}, Shape{2, 4});
  const auto geometry = GENERATE(Geometry{{1, 1}, {0, 1}, {1, 1}, 3}, Geometry{{1, 1}, {2, 2}, {2, 2}, 3},
                                 Geometry{{1, 1}, {1, 2}, {1, 2}, 3});
  const Tensors in{random({2, 3, 9, 15}), random({3, 1, kernel[0], kernel[1]}), random({3})};
  check_same(derivatives([&](const Tensors& t) { return convolution(t[0], t[1], t[2], geometry); }, in, 3),
             derivatives([&](const Tensors& t) { return composed_convolution(t, geometry); }, in, 3));
}

TEST_CASE("a pointwise convolution has the derivatives of its formula up to the third") {
  const EachKind kind;
  at::manual_seed(8);
  const auto channels = GENERATE(Shape{4, 8}, Shape{3, 5});
  const auto space = GENERATE(Shape{4, 4}, Shape{7, 9}, Shape{3, 3});  // less than a register holds
  const Geometry geometry{{1, 1}, {0, 0}, {1, 1}, 1};
  const Tensors in{random({2, channels[0], space[0], space[1]}), random({channels[1], channels[0], 1, 1}),
                   random({channels[1]})};
  check_same(derivatives([&](const Tensors& t) { return convolution(t[0], t[1], t[2], geometry); }, in, 3),
             derivatives([&](const Tensors& t) { return composed_convolution(t, geometry); }, in, 3));
}

TEST_CASE("a convolution along some of its inputs alone") {
  const EachKind kind;
  at::manual_seed(12);
  const auto groups = GENERATE(1, 4);
  const Geometry geometry{{1, 1}, {1, 1}, {1, 1}, groups};
  const Tensors all{random({2, 4, 5, 5}), random({4, 4 / groups, 3, 3}), random({4})};
  const auto which = GENERATE(0, 1, 2);
  const auto run = [&](const auto& operation) {
    return derivatives(
        [&](const Tensors& t) {
          Tensors in = all;
          in[static_cast<std::size_t>(which)] = t[0];
          return operation(in);
        },
        {all[static_cast<std::size_t>(which)]}, 2);
  };
  check_same(run([&](const Tensors& t) { return convolution(t[0], t[1], t[2], geometry); }),
             run([&](const Tensors& t) { return composed_convolution(t, geometry); }));
}

TEST_CASE("in single precision the kernels are as exact as LibTorch's operations") {
  const EachKind kind;
  at::manual_seed(9);
  const auto groups = GENERATE(1, 16);
  const std::int64_t size = groups == 1 ? 1 : 5;
  const Geometry geometry{{1, 1}, {size / 2, size / 2}, {1, 1}, groups};
  const Tensor x = at::randn({4, 16, 28, 28}), w = at::randn({16, 16 / groups, size, size});
  const auto run = [&](at::ScalarType type, bool own) {
    const Tensors in{x.to(type).requires_grad_(), w.to(type).requires_grad_()};
    const Tensor out =
        own ? convolution(in[0], in[1], {}, geometry) : at::conv2d(in[0], in[1], {}, 1, geometry.padding, 1, groups);
    Tensors all = torch::autograd::grad({out}, in, {at::sin(out.detach())});
    all.push_back(out.detach());
    return all;
  };
  const Tensors exact = run(at::kDouble, false), own = run(at::kFloat, true), native = run(at::kFloat, false);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const auto error = [&](const Tensor& t) { return (t.to(at::kDouble) - exact[i]).norm().item<double>(); };
    CHECK(error(own[i]) < 2 * error(native[i]));
  }
}

TEST_CASE("in single precision batch norm is as exact as LibTorch's") {
  const EachKind kind;
  at::manual_seed(13);
  const auto spread = GENERATE(1.0, 1e-3);  // a channel far from zero
  const Tensor x = at::randn({5, 16, 14, 14}) * spread + 1, w = at::randn({16}), b = at::randn({16});
  const auto run = [&](at::ScalarType type, bool own) {
    const Tensors in{x.to(type).requires_grad_(), w.to(type).requires_grad_(), b.to(type).requires_grad_()};
    const Tensor out = own ? batch_norm(in[0], in[1], in[2], {}, {}, 0.1, 1e-5)
                           : at::batch_norm(in[0], in[1], in[2], {}, {}, true, 0.1, 1e-5, false);
    const Tensor g = at::sin(at::arange(out.numel(), out.options())).view(out.sizes());
    Tensors all = torch::autograd::grad({out}, in, {g});
    all.push_back(out.detach());
    return all;
  };
  const Tensors exact = run(at::kDouble, false), own = run(at::kFloat, true), native = run(at::kFloat, false);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const auto error = [&](const Tensor& t) { return (t.to(at::kDouble) - exact[i]).norm().item<double>(); };
    INFO("along input " << i);
    CHECK(error(own[i]) < 2 * error(native[i]) + 1e-7 * exact[i].norm().item<double>());
  }
}

TEST_CASE("a convolution of sequences, without bias") {
  const EachKind kind;
  at::manual_seed(2);
  const Geometry wide{{1, 2}, {0, 1}, {1, 1}, 1};
  const Tensors in{random({2, 3, 9}), random({5, 3, 4})};
  check_same(derivatives(
                 [&](const Tensors& t) {
                   return convolution(t[0], t[1], {}, {{2}, {1}, {1}, 1});
                 },
                 in, 3),
             derivatives(
                 [&](const Tensors& t) {
                   return composed_convolution({t[0].unsqueeze(2), t[1].unsqueeze(2), at::zeros({5}, at::kDouble)},
                                               wide)
                       .squeeze(2);
                 },
                 in, 3));
}

TEST_CASE("batch norm has the derivatives of its formula up to the third") {
  const EachKind kind;
  at::manual_seed(4);
  const double eps = GENERATE(1e-5, 0.3);  // a large one, as x^ is then not of variance 1
  const auto shape = GENERATE(Shape{4, 3}, Shape{2, 3, 5}, Shape{2, 3, 2, 4}, Shape{2, 3, 5, 13});
  const Tensors in{random(shape), random({3}), random({3})};
  check_same(derivatives([&](const Tensors& t) { return batch_norm(t[0], t[1], t[2], {}, {}, 0.1, eps); }, in, 3),
             derivatives([&](const Tensors& t) { return composed_batch_norm(t, eps); }, in, 3));
}

TEST_CASE("batch norm's second derivative without a graph is that with one, also where a weight is zero") {
  const EachKind kind;
  at::manual_seed(5);
  const Tensor weight = random({3});
  weight[1] = 0;
  const Tensors in{random({4, 3, 2, 2}), weight, random({3})};
  const auto own = [&](const Tensors& t) { return batch_norm(t[0], t[1], t[2], {}, {}, 0.1, 1e-5); };
  auto with_graph = derivatives(own, in, 3);
  with_graph.pop_back();
  check_same(derivatives(own, in, 2), with_graph);
}

TEST_CASE("batch norm moves running statistics as LibTorch does") {
  const EachKind kind;
  const Tensor x = at::randn({4, 3, 5, 5}), weight = at::ones({3}), bias = at::zeros({3});
  const Tensor mean = at::zeros({3}), variance = at::ones({3}), mean_there = at::zeros({3}),
               variance_there = at::ones({3});
  const Tensor here = batch_norm(x, weight, bias, mean, variance, 0.2, 1e-5);
  const Tensor there = at::batch_norm(x, weight, bias, mean_there, variance_there, true, 0.2, 1e-5, false);
  CHECK(here.allclose(there, 1e-5, 1e-6));
  CHECK(mean.allclose(mean_there, 1e-5, 1e-7));
  CHECK(variance.allclose(variance_there, 1e-5));
}

TEST_CASE("batch norm without a scale and a shift, and in channels of few and of many entries") {
  const EachKind kind;
  at::manual_seed(10);
  const auto shape = GENERATE(Shape{6, 3}, Shape{2, 3, 2, 4}, Shape{2, 3, 5, 13});
  const Tensors in{random(shape) + 3}, ones{at::ones({3}, at::kDouble), at::zeros({3}, at::kDouble)};
  check_same(derivatives([&](const Tensors& t) { return batch_norm(t[0], {}, {}, {}, {}, 0.1, 1e-5); }, in, 3),
             derivatives(
                 [&](const Tensors& t) {
                   return composed_batch_norm({t[0], ones[0], ones[1]}, 1e-5);
                 },
                 in, 3));
}

TEST_CASE("2 x 2 max-pooling has LibTorch's values and derivatives") {
  const EachKind kind;
  at::manual_seed(6);
  const auto shape = GENERATE(Shape{2, 3, 6, 8}, Shape{2, 3, 7, 5}, Shape{1, 2, 4, 29}, Shape{1, 2, 2, 70});
  const Tensors in{random(shape)};
  check_same(derivatives([](const Tensors& t) { return max_pool_2x2(t[0]); }, in, 3),
             derivatives([](const Tensors& t) { return at::max_pool2d(t[0], 2); }, in, 3));
}

TEST_CASE("3 x 3 pooling has LibTorch's values and derivatives") {
  const EachKind kind;
  at::manual_seed(11);
  const auto shape = GENERATE(Shape{2, 3, 6, 8}, Shape{2, 3, 7, 25}, Shape{1, 1, 1, 1}, Shape{1, 2, 1, 3});
  const Tensors in{random(shape)};
  check_same(derivatives([](const Tensors& t) { return max_pool_3x3(t[0]); }, in, 3),
             derivatives([](const Tensors& t) { return at::max_pool2d(t[0], 3, 1, 1); }, in, 3));
  const bool padding = GENERATE(true, false);
  check_same(derivatives([&](const Tensors& t) { return avg_pool_3x3(t[0], padding); }, in, 3),
             derivatives([&](const Tensors& t) { return at::avg_pool2d(t[0], 3, 1, 1, false, padding); }, in, 3));
}

TEST_CASE("max-pooling chooses as LibTorch does among equals and NaNs") {
  const EachKind kind;
  const bool halves = GENERATE(true, false);
  const std::int64_t width = GENERATE(8, 28, 70);
  Tensor x = at::randint(0, 2, {4, 4, 8, width}, at::kFloat);
  x.view(-1).slice(0, 0, 1024, 7).fill_(std::numeric_limits<float>::quiet_NaN());
  const auto run = [&](const auto& operation) {
    const Tensor input = x.clone().requires_grad_();
    const Tensor out = operation(input);
    const Tensor g = torch::autograd::grad({out}, {input}, {at::arange(out.numel(), at::kFloat).view(out.sizes())})[0];
    return std::pair(out.detach().nan_to_num(-1), g);
  };
  const auto [own, own_g] = run([&](const Tensor& t) { return halves ? max_pool_2x2(t) : max_pool_3x3(t); });
  const auto [other, other_g] =
      run([&](const Tensor& t) { return halves ? at::max_pool2d(t, 2) : at::max_pool2d(t, 3, 1, 1); });
  CHECK(own.equal(other));
  CHECK(own_g.equal(other_g));
}

TEST_CASE("only dense contiguous numbers on the CPU are plain") {
  CHECK(is_plain(at::zeros({2, 3})));
  CHECK(!is_plain(at::zeros({2, 3}).t()));
  CHECK(!is_plain(at::zeros({2}, at::kLong)));
  CHECK(!is_plain(Tensor()));
}
