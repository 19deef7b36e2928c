// Values of functions: arithmetic, indexing, shapes, reductions, creation.
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

double number(const Value& value) { return std::get<double>(value.data); }
std::int64_t whole(const Value& value) { return std::get<std::int64_t>(value.data); }
bool truth(const Value& value) { return std::get<bool>(value.data); }
Tensor grid() { return at::arange(6, float64()).view({2, 3}); }

}  // namespace

TEST_CASE("numbers stay numbers") {
  CHECK(whole(call("add", {integer(2), integer(3)})) == 5);
  CHECK(number(call("add", {integer(2), 0.5})) == 2.5);
  CHECK(number(call("divide", {integer(6), integer(3)})) == 2);
  CHECK(whole(call("floor_divide", {integer(-7), integer(2)})) == -4);
  CHECK(whole(call("modulo", {integer(-7), integer(3)})) == 2);
  CHECK(whole(call("power", {integer(2), integer(10)})) == 1024);
  CHECK(number(call("power", {integer(2), integer(-1)})) == 0.5);
  CHECK(whole(call("negate", {integer(4)})) == -4);
  CHECK(truth(call("less", {integer(4), 4.5})));
  CHECK(truth(call("greater", {5.0, 4.5})));
  CHECK(truth(call("logical_or", {false, true})));
  CHECK_FALSE(truth(call("logical_not", {true})));
  CHECK(whole(call("int", {2.9})) == 2);
  CHECK(number(call("float", {integer(2)})) == 2);
  CHECK_THAT(message_of("modulo", {integer(1), integer(0)}), Contains("division by zero"));
}

TEST_CASE("arithmetic between numbers and tensors, on both sides") {
  const Tensor x = vector({1, 2, 4});
  CHECK(tensor("subtract", {5.0, x}).equal(vector({4, 3, 1})));
  CHECK(tensor("subtract", {x, integer(1)}).equal(vector({0, 1, 3})));
  CHECK(tensor("divide", {4.0, x}).equal(vector({4, 2, 1})));
  CHECK(tensor("floor_divide", {integer(5), x}).equal(vector({5, 2, 1})));
  CHECK(tensor("modulo", {integer(5), x}).equal(vector({0, 1, 1})));
  CHECK(tensor("power", {integer(2), x}).equal(vector({2, 4, 16})));
  CHECK(tensor("less", {2.0, x}).equal(vector({0, 0, 1}).to(at::kBool)));
  CHECK(tensor("greater_equal", {2.0, x}).equal(vector({1, 1, 0}).to(at::kBool)));
  CHECK(tensor("matmul", {grid(), vector({1, 0, 1})}).equal(vector({2, 8})));
}

TEST_CASE("types: float32 is never promoted, whole numbers take the run's precision") {
  const Tensor single = at::ones({2}, float32()), count = labels({1, 2});
  for (const char* name : {"add", "subtract", "multiply", "divide", "power", "modulo"}) {
    CHECK(tensor(name, {single, 0.5}, float32()).scalar_type() == at::kFloat);
    CHECK(tensor(name, {0.5, single}, float32()).scalar_type() == at::kFloat);
    CHECK(tensor(name, {count, 0.5}).scalar_type() == at::kDouble);
  }
  CHECK(tensor("add", {count, integer(1)}).scalar_type() == at::kLong);
  CHECK(tensor("matmul", {count, single}, float32()).scalar_type() == at::kFloat);
  CHECK(tensor("matmul", {count, count}).scalar_type() == at::kLong);
  CHECK(tensor("einsum", {text("i,i->"), row({single, count})}, float32()).item<double>() == 3);
  CHECK(tensor("divide", {count, integer(2)}).scalar_type() == at::kDouble);
  CHECK(tensor("exp", {count}).scalar_type() == at::kDouble);
  CHECK(tensor("mean", {vector({1, 2}) > 1}).item<double>() == 0.5);
  CHECK(tensor("where", {count > 1, 1.0, 0.0}, float32()).scalar_type() == at::kFloat);
  CHECK(tensor("int", {vector({1.7})}).equal(labels({1})));
}

TEST_CASE("index") {
  const Tensor x = grid();
  const Value all = row({Value(), Value(), Value()}), even = row({integer(0), Value(), integer(2)});
  CHECK(tensor("index", {x, row({integer(1)})}).equal(vector({3, 4, 5})));
  CHECK(tensor("index", {x, row({all, integer(-1)})}).equal(vector({2, 5})));
  CHECK(tensor("index", {x, row({all, even})}).equal(vector({0, 2, 3, 5}).view({2, 2})));
  CHECK(tensor("index", {x, row({all, Value()})}).sizes() == at::IntArrayRef({2, 1, 3}));
  CHECK(tensor("index", {x, row({all, labels({2, 0})})}).equal(vector({2, 0, 5, 3}).view({2, 2})));
  CHECK(tensor("index", {x, row({labels({0, 1}), labels({2, 0})})}).equal(vector({2, 3})));
  CHECK(tensor("index", {x, row({x > 3})}).equal(vector({4, 5})));
  CHECK(tensor("index", {x, row({row({integer(-1), Value(), Value()})})}).equal(vector({3, 4, 5}).view({1, 3})));
  CHECK_THAT(message_of("index", {x, row({row({Value(), Value(), integer(-1)})})}), Contains("at least 1, and is -1"));
  CHECK_THAT(message_of("index", {x, row({integer(0), integer(0), integer(0)})}),
             Contains("3 subscripts") && Contains("[2, 3]"));
  CHECK_THAT(message_of("index", {x, row({vector({0})})}), Contains("int(x)"));
  CHECK_THROWS(call("index", {x, row({integer(2)})}));
}

TEST_CASE("reductions") {
  const Tensor x = grid();
  CHECK(tensor("sum", {x}).item<double>() == 15);
  CHECK(tensor("sum", {x, integer(0)}).equal(vector({3, 5, 7})));
  CHECK(tensor("mean", {x, ints({0, 1})}).item<double>() == 2.5);
  CHECK(tensor("max", {x, integer(1), true}).equal(vector({2, 5}).view({2, 1})));
  CHECK(tensor("argmax", {x, integer(1)}).equal(labels({2, 2})));
  CHECK(tensor("norm", {vector({3, 4})}).item<double>() == 5);
  CHECK(tensor("var", {x}).item<double>() == Approx(3.5));
  CHECK(tensor("std", {x, Value(), false}).item<double>() == Approx(std::sqrt(35.0 / 12)));
  CHECK(tensor("logsumexp", {vector({0, 0})}).item<double>() == Approx(std::log(2.0)));
  CHECK(tensor("sort", {vector({2, 3, 1}), integer(-1), true}).equal(vector({3, 2, 1})));
  CHECK(whole(call("numel", {row({x, vector({1})})})) == 7);
  CHECK(whole(call("size", {x, integer(-1)})) == 3);
}

TEST_CASE("any, all and count_nonzero ask whether entries are true, or not 0") {
  const Tensor x = vector({0, 1, 2, 0, 0, 0}).view({2, 3});
  CHECK(tensor("any", {x, integer(1)}).equal(labels({1, 0}).to(at::kBool)));
  CHECK(tensor("all", {x.narrow(1, 1, 2), ints({1})}).equal(labels({1, 0}).to(at::kBool)));
  CHECK(tensor("any", {x > 1}).item<bool>());
  CHECK_FALSE(tensor("all", {x}).item<bool>());
  CHECK(tensor("count_nonzero", {x, integer(0)}).equal(labels({0, 1, 1})));
}

TEST_CASE("order") {
  CHECK(tensor("searchsorted", {vector({1, 2, 2, 3}), vector({2, 0})}).equal(labels({1, 0})));
  CHECK(tensor("searchsorted", {vector({1, 2, 2, 3}), integer(2), true}).item<std::int64_t>() == 3);
  CHECK_THAT(message_of("searchsorted", {grid(), vector({1})}), Contains("[2, 3] and [1]"));
  CHECK_THAT(message_of("topk", {grid(), integer(4)}), Contains("at most the 3 entries of dimension -1 of [2, 3]"));
  CHECK_THAT(message_of("argtopk", {grid(), integer(3), integer(0)}), Contains("argtopk") && Contains("and got 3"));
}

TEST_CASE("both derivatives of a norm are 0 where it is 0") {
  const Tensor x = at::zeros({3}, float64()).requires_grad_();
  const Tensor g = torch::autograd::grad({tensor("norm", {x})}, {x}, {}, true, true)[0];
  CHECK(g.equal(at::zeros({3}, float64())));
  const Tensor points = numbers({2, 3}).requires_grad_();
  const Tensor d = torch::autograd::grad({tensor("cdist", {points, points}).sum()}, {points}, {}, true, true)[0];
  CHECK(at::isfinite(torch::autograd::grad({d.square().sum()}, {points})[0]).all().item<bool>());
}

TEST_CASE("gather and scatter") {
  CHECK(tensor("scatter", {grid(), integer(1), labels({2, 0}).view({2, 1}), integer(9)})
            .equal(vector({0, 1, 9, 9, 4, 5}).view({2, 3})));
  CHECK(tensor("masked_fill", {grid(), grid() > 3, -1.0}).equal(vector({0, 1, 2, 3, -1, -1}).view({2, 3})));
  CHECK(tensor("index_add", {labels({1, 2}), integer(0), labels({1, 1}), labels({5, 6})}).equal(labels({1, 13})));
  for (const char* name : {"gather", "index_select"})
    CHECK_THAT(message_of(name, {grid(), integer(0), vector({1})}), Contains(name) && Contains("int(x)"));
}

TEST_CASE("windows refuse what does not fit") {
  CHECK_THAT(message_of("unfold", {grid(), integer(1), integer(4)}), Contains("dimension 1 of [2, 3], and got 4"));
  CHECK_THAT(message_of("im2col", {grid(), integer(2)}), Contains("images [N, C, H, W], and got [2, 3]"));
  CHECK_THAT(message_of("im2col", {numbers({1, 1, 4, 4}), ints({1, 2, 3})}), Contains("and got 3"));
  CHECK_THAT(message_of("col2im", {grid(), integer(3), integer(2)}), Contains("[2, 3]"));
  CHECK_THAT(message_of("interpolate", {grid(), integer(3)}), Contains("interpolate takes") && Contains("[2, 3]"));
  CHECK_THAT(message_of("hardtanh", {grid(), 1.0, 0.0}), Contains("below its max_val"));
}

TEST_CASE("distances between structures") {
  const Value a = row({vector({1, 2}), vector({3})}), b = row({vector({0, 0}), vector({1})});
  CHECK(tensor("sqdist", {a, b}).item<double>() == 9);
  CHECK(tensor("sqnorm", {a}).item<double>() == 14);
  CHECK(tensor("dot", {a, b}).item<double>() == 3);
  CHECK(tensor("sqnorm", {row({})}).item<double>() == 0);
  CHECK_THAT(message_of("sqdist", {a, vector({1})}), Contains("2 tensors and 1"));
  CHECK_THAT(message_of("sqdist", {a, row({vector({0, 0}), vector({1, 2})})}),
             Contains("tensor 2 of 2") && Contains("[1]") && Contains("[2]"));
}

TEST_CASE("accuracy") {
  const Tensor logits = vector({1, 2, 0, 3, 0, 1}).view({2, 3});
  CHECK(tensor("accuracy", {logits, labels({1, 1})}).item<double>() == 0.5);
  CHECK(tensor("accuracy", {vector({1, -1, 2, -2}), labels({1, 0, 0, 0})}).item<double>() == 0.75);
  CHECK(tensor("accuracy", {vector({1, -1}).view({2, 1}), vector({1, 1})}).item<double>() == 0.5);
  CHECK(tensor("accuracy", {vector({1, -1}).view({2, 1}), vector({1, 1}).view({2, 1})}).item<double>() == 0.5);
  CHECK_THAT(message_of("accuracy", {logits, labels({1, 1, 1})}), Contains("[2, 3] and [3]"));
  CHECK_THAT(message_of("accuracy", {vector({1, 2}), labels({1, 1}).view({2, 1})}), Contains("[2] and [2, 1]"));
}

TEST_CASE("shaping") {
  CHECK(tensor("repeat_each", {labels({0, 1}), integer(2)}).equal(labels({0, 0, 1, 1})));
  CHECK(tensor("one_hot", {labels({2, 0}), integer(3)}).equal(vector({0, 0, 1, 1, 0, 0}).view({2, 3})));
  CHECK_THAT(message_of("one_hot", {labels({3}), integer(3)}), Contains("0..2, and got 3"));
  CHECK(tensor("pad", {vector({1, 2}), ints({1, 0}), text("constant"), 7.0}).equal(vector({7, 1, 2})));
  CHECK(tensor("image", {at::ones({3, 1, 2, 2}, float64())}).sizes() == at::IntArrayRef({1, 4, 4}));
  CHECK(tensor("image", {grid()}).sizes() == at::IntArrayRef({1, 2, 3}));
  CHECK_THAT(message_of("image", {numbers({2, 5, 3, 3})}), Contains("1 or 3 channels"));
}

TEST_CASE("quarter_turns turns each image as rot90 does") {
  const Tensor images = numbers({5, 2, 4, 4}), turns = labels({0, 1, 2, 3, 5});
  const Tensor out = tensor("quarter_turns", {images, turns});
  for (std::int64_t i = 0; i < 5; ++i)
    CHECK(out[i].equal(at::rot90(images[i], turns[i].item<std::int64_t>(), {-2, -1})));
  CHECK_THAT(message_of("quarter_turns", {numbers({2, 3, 4}), labels({0, 1})}),
             Contains("square") && Contains("[2, 3, 4]"));
  CHECK_THAT(message_of("quarter_turns", {images, labels({0})}), Contains("and [1]"));
}

TEST_CASE("tensor from nested lists") {
  const Value ragged = row({row({integer(1)}), row({integer(1), integer(2)})});
  CHECK(tensor("tensor", {ints({1, 2})}).equal(labels({1, 2})));
  CHECK(tensor("tensor", {row({integer(1), 0.5})}, float32()).equal(at::tensor({1.0, 0.5}, at::kFloat)));
  CHECK(tensor("tensor", {row({row({1.0, 2.0}), row({3.0, 4.0})})}).sizes() == at::IntArrayRef({2, 2}));
  CHECK(tensor("tensor", {row({true, false})}).scalar_type() == at::kBool);
  CHECK(tensor("tensor", {0.5}).dim() == 0);
  CHECK(tensor("tensor", {row({})}).sizes() == at::IntArrayRef({0}));
  CHECK_THAT(message_of("tensor", {ragged}), Contains("rows of 1 and of 2"));
  CHECK_THAT(message_of("tensor", {row({integer(1), row({integer(1)})})}), Contains("equally deep"));
  CHECK_THAT(message_of("tensor", {row({row({integer(1)}), integer(1)})}), Contains("equally deep"));
}

TEST_CASE("creation") {
  CHECK(tensor("arange", {integer(3)}).equal(labels({0, 1, 2})));
  CHECK(tensor("arange", {integer(1), 2.0, 0.5}).equal(vector({1, 1.5})));
  CHECK(tensor("zeros", {ints({2})}, float32()).equal(at::zeros({2}, at::kFloat)));
  CHECK(tensor("full", {ints({2}), integer(3)}).equal(vector({3, 3})));
  CHECK(tensor("eye", {integer(2), integer(3)}).sizes() == at::IntArrayRef({2, 3}));
  CHECK(tensor("einsum", {text("i,i->"), row({vector({1, 2}), vector({3, 4})})}).item<double>() == 11);
  CHECK_THAT(message_of("arange", {integer(1), integer(2), integer(0)}), Contains("other than 0"));
}

TEST_CASE("shapes can be asked for without data") {
  const Tensor images = at::empty({2, 1, 4, 4}, float64().device(at::kMeta));
  const Tensor turns = at::empty({2}, at::TensorOptions(at::kLong).device(at::kMeta));
  CHECK(tensor("quarter_turns", {images, turns}, float64().device(at::kMeta)).sizes() == images.sizes());
  CHECK(tensor("one_hot", {turns, integer(3)}, float64().device(at::kMeta)).sizes() == at::IntArrayRef({2, 3}));
  CHECK(tensor("randn", {ints({2, 3})}, float64().device(at::kMeta)).sizes() == at::IntArrayRef({2, 3}));
}
