#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <cstring>
#include <set>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

struct Reference {
  std::string name;
  List arguments;
  nn::Shape input;
  std::vector<std::vector<std::int32_t>> bits;
};

const std::vector<Reference>& references() {
  static const std::vector<Reference> made = {
#include "tests/unit/ops/reference/initialization.inc"
  };
  return made;
}

std::vector<std::int32_t> bits(const Tensor& t) {
  std::vector<std::int32_t> out(static_cast<std::size_t>(t.numel()));
  std::memcpy(out.data(), t.contiguous().data_ptr<float>(), out.size() * sizeof(float));
  return out;
}

std::string refusal(const std::string& name, List arguments, const nn::Shape& input) {
  return message([&] { Layer(name, arguments, {input}); });
}

}  // namespace

TEST_CASE("layers start from PyTorch's numbers, bit for bit") {
  for (const Reference& reference : references()) {
    INFO(reference.name);
    const Layer layer(reference.name, reference.arguments, {reference.input}, float32(), 123);
    REQUIRE(layer.weights.size() == reference.bits.size());
    for (std::size_t i = 0; i < layer.weights.size(); ++i) {
      CHECK(layer.weights[i].sizes() == at::IntArrayRef(layer.shapes[i]));
      CHECK(bits(layer.weights[i]) == reference.bits[i]);
    }
  }
}

TEST_CASE("linear and conv2d compute their formulas") {
  const Tensor x = numbers({4, 3});
  const Layer linear("linear", {integer(2)}, {{4, 3}});
  CHECK(close(linear(x), at::matmul(x, linear.weights[0].t()) + linear.weights[1]));
  const Layer conv("conv2d", {integer(1), integer(2)}, {{1, 1, 2, 2}});
  const Tensor image = numbers({1, 1, 2, 2});
  const Tensor sum = at::sum(image * conv.weights[0]) + conv.weights[1];
  CHECK(close(conv(image).view({1}), sum));
}

TEST_CASE("sizes of outputs") {
  const Tensor images = numbers({2, 3, 8, 8});
  const auto shape = [&](const std::string& name, List arguments) {
    return Layer(name, arguments, {{2, 3, 8, 8}})(images).sizes().vec();
  };
  CHECK(shape("conv2d", {integer(5)}) == nn::Shape{2, 5, 6, 6});
  CHECK(shape("conv2d", {integer(5), integer(3), integer(2), integer(1)}) == nn::Shape{2, 5, 4, 4});
  CHECK(shape("conv2d", {integer(5), ints({3, 5}), integer(1), text("same")}) == nn::Shape{2, 5, 8, 8});
  CHECK(shape("conv2d", {integer(5), integer(3), integer(1), text("valid")}) == nn::Shape{2, 5, 6, 6});
  CHECK(shape("conv_transpose2d", {integer(5), integer(2), integer(2)}) == nn::Shape{2, 5, 16, 16});
  CHECK(shape("max_pool2d", {integer(2)}) == nn::Shape{2, 3, 4, 4});
  CHECK(shape("avg_pool2d", {integer(3), integer(1), integer(1)}) == nn::Shape{2, 3, 8, 8});
  CHECK(shape("global_avg_pool", {}) == nn::Shape{2, 3});
  CHECK(shape("adaptive_avg_pool2d", {integer(2)}) == nn::Shape{2, 3, 2, 2});
}

TEST_CASE("batch_norm uses the batch's statistics, in evaluation too") {
  const Tensor x = numbers({8, 3}, -2, 5);
  const Layer layer("batch_norm", {}, {{8, 3}});
  const Tensor expected = (x - x.mean(0)) / (x.var(0, false) + 1e-5).sqrt();
  CHECK(close(layer(x, true), expected));
  CHECK(close(layer(x, false), expected));
  CHECK(layer.buffers.empty());
}

TEST_CASE("batch_norm(track = true) moves running statistics, and uses them in evaluation") {
  const Tensor x = numbers({8, 3}, -2, 5);
  const Layer layer("batch_norm", {0.2, 1e-5, true, true}, {{8, 3}});
  Tensors moved;
  layer({x}, layer.weights, true, &moved);
  REQUIRE(moved.size() == 2);
  CHECK(close(moved[0], 0.2 * x.mean(0)));
  CHECK(close(moved[1], 0.8 + 0.2 * x.var(0)));
  CHECK(layer.buffers[0].equal(at::zeros({3}, float64())));  // pure: the old ones stay
  CHECK(close(layer(x, false), x / std::sqrt(1 + 1e-5)));
  CHECK(close(layer(x, true), (x - x.mean(0)) / (x.var(0, false) + 1e-5).sqrt()));
  Tensors unmoved;
  layer({x}, layer.weights, false, &unmoved);
  CHECK(unmoved.empty());
}

TEST_CASE("instance_norm(track = true) moves the mean of its samples' statistics") {
  const Tensor x = numbers({2, 3, 5}, -2, 5);
  const Layer layer("instance_norm", {0.2, 1e-5, true, true}, {{2, 3, 5}});
  Tensors moved;
  CHECK(close(layer({x}, layer.weights, true, &moved), layer(x, true)));
  REQUIRE(moved.size() == 2);
  CHECK(close(moved[0], 0.2 * x.mean(at::IntArrayRef({0, 2}))));
  CHECK(close(moved[1], 0.8 + 0.2 * x.var(at::IntArrayRef({2})).mean(0)));
  CHECK(close(layer(x, false), x / std::sqrt(1 + 1e-5)));
}

TEST_CASE("rms_norm divides by the root of the mean square") {
  const Tensor x = numbers({4, 3}, -2, 5);
  const Layer layer("rms_norm", {integer(1), 0.0}, {{4, 3}});
  CHECK(close(layer(x), x / x.square().mean(1, true).sqrt()));
}

TEST_CASE("embedding looks its numbers up, and leaves the vector for padding alone") {
  const Layer layer("embedding", {integer(4), integer(2), integer(-1)}, {{3}});
  const Tensor weight = layer.weights[0].clone().requires_grad_();
  CHECK(layer.weights[0][3].equal(at::zeros({2}, float64())));
  const Tensor out = layer({labels({1, 3, 1})}, {weight});
  CHECK(out.detach().equal(at::stack({weight[1], weight[3], weight[1]}).detach()));
  const Tensor slope = torch::autograd::grad({out.sum()}, {weight})[0];
  CHECK(slope.equal(vector({0, 0, 2, 2, 0, 0, 0, 0}).view({4, 2})));
  CHECK_THAT(message([&] { layer(labels({4})); }), Contains("numbers 0..3, and got 4"));
  CHECK_THAT(message([&] { layer(labels({2, -1})); }), Contains("and got -1"));
  CHECK_THAT(message([&] { layer(numbers({2})); }), Contains("int(x)"));
  CHECK_THAT(refusal("embedding", {integer(4), integer(2), integer(4)}, {3}), Contains("padding_idx"));
}

TEST_CASE("dropout keeps the mean in training and does nothing in evaluation") {
  const Tensor x = at::ones({100, 100}, float64());
  const Layer layer("dropout", {0.25}, {{100, 100}});
  const Tensor out = layer(x, true);
  CHECK(out.mean().item<double>() == Approx(1).epsilon(0.05));
  CHECK((out == 0).to(at::kDouble).mean().item<double>() == Approx(0.25).epsilon(0.1));
  CHECK(out.equal(layer(x, true)));  // the same generator, the same mask
  CHECK(layer(x, false).equal(x));
  CHECK(Layer("dropout", {1.0}, {{2}})(x).equal(at::zeros_like(x)));
  const Layer channels("dropout2d", {}, {{2, 8, 3, 3}});
  const Tensor whole = channels(at::ones({2, 8, 3, 3}, float64()));
  CHECK(whole.amax({2, 3}).equal(whole.amin({2, 3})));
}

TEST_CASE("what differs by mode says so") {
  for (const auto& entry : catalog().all()) {
    if (entry->kind != sema::BuiltinKind::layer) continue;
    INFO(entry->name());
    static const std::set<std::string> differing = {"batch_norm", "instance_norm", "dropout", "dropout2d",
                                                    "rnn",        "lstm",          "gru",     "attention"};
    CHECK(entry->by_mode == (differing.count(entry->name()) == 1));
    CHECK_FALSE(entry->draws);
  }
}

TEST_CASE("layers refuse inputs that they cannot take") {
  CHECK_THAT(refusal("conv2d", {integer(4)}, {3, 4}), Contains("images [N, C, H, W]") && Contains("[3, 4]"));
  CHECK_THAT(refusal("conv2d", {integer(4), integer(5)}, {1, 1, 3, 3}), Contains("a larger input"));
  CHECK_THAT(refusal("conv2d", {integer(4), ints({3, 3, 3})}, {1, 1, 8, 8}), Contains("a list of 2"));
  CHECK_THAT(refusal("conv2d", {integer(4), integer(3), integer(2), text("same")}, {1, 1, 8, 8}), Contains("stride 1"));
  CHECK_THAT(refusal("conv2d", {integer(4), integer(3), integer(1), text("full")}, {1, 1, 8, 8}), Contains("\"same\""));
  CHECK_THAT(refusal("conv2d", {integer(4), integer(3), integer(1), integer(0), integer(1), integer(3)}, {1, 3, 8, 8}),
             Contains("3 groups"));
  CHECK_THAT(refusal("linear", {integer(4)}, {}), Contains("[..., inputs]"));
  CHECK_THAT(refusal("max_pool2d", {integer(2)}, {1, 3, 1, 1}), Contains("at least as large as its kernel [2, 2]"));
  CHECK_THAT(refusal("max_pool2d", {integer(2), Value(), integer(2)}, {1, 3, 8, 8}), Contains("half the kernel"));
  CHECK_THAT(refusal("global_avg_pool", {}, {2, 3}), Contains("[2, 3]"));
  CHECK_THAT(refusal("batch_norm", {}, {3}), Contains("[N, C]"));
  CHECK_THAT(refusal("batch_norm", {0.1, 1e-5, false, true}, {2, 3}), Contains("affine = true"));
  CHECK_THAT(refusal("layer_norm", {integer(3)}, {2, 3}), Contains("over 3 dimensions"));
  CHECK_THAT(refusal("group_norm", {integer(2)}, {2, 3}), Contains("2 groups"));
  const Layer layer("batch_norm", {}, {{1, 3}});
  CHECK_THAT(message([&] { layer(numbers({1, 3})); }), Contains("more than one value"));
}
