// Recurrent layers and attention beyond PyTorch's values: states, modes, masks, refusals.
#include <ATen/ATen.h>

#include <limits>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

const Value two_units = integer(2), sequence = text("sequence"), last = text("last"), state = text("state");

std::string refusal_of_inputs(const std::string& name, List arguments, const std::vector<nn::Shape>& inputs) {
  return message([&] { Layer(name, arguments, inputs); });
}

Tensor truths(std::vector<double> entries, at::IntArrayRef shape) { return vector(std::move(entries)).view(shape) > 0; }

}  // namespace

TEST_CASE("a recurrent layer goes on from the state that it gave") {
  const Tensor x = numbers({3, 6, 2}, -1, 1), begin = x.narrow(1, 0, 4), end = x.narrow(1, 4, 2);
  for (const char* name : {"rnn", "gru", "lstm"}) {
    INFO(name);
    const Layer whole(name, {two_units, two_units}, {{3, 6, 2}}),
        states(name, {two_units, two_units, true, 0.0, false, state}, {{3, 4, 2}});
    const Tensor s = states({begin}, whole.weights);
    const Tensors inputs = std::string(name) == "lstm" ? Tensors{end, s[0], s[1]} : Tensors{end, s};
    CHECK(close(whole(inputs, whole.weights), whole(x).narrow(1, 4, 2)));
  }
}

TEST_CASE("the last output is the sequence's end, of each direction") {
  const Tensor x = numbers({3, 4, 2}, -1, 1);
  for (const char* name : {"rnn", "gru", "lstm"}) {
    const Layer all(name, {two_units, two_units, true, 0.0, true}, {{3, 4, 2}}),
        end(name, {two_units, two_units, true, 0.0, true, last}, {{3, 4, 2}});
    const Tensor out = all(x);
    CHECK(
        close(end({x}, all.weights), at::cat({out.select(1, 3).narrow(1, 0, 2), out.select(1, 0).narrow(1, 2, 2)}, 1)));
  }
}

TEST_CASE("dropout stands between recurrent layers, in training only") {
  const Tensor x = numbers({3, 4, 2}, -1, 1);
  const Layer plain("gru", {two_units, two_units}, {{3, 4, 2}}),
      dropping("gru", {two_units, two_units, true, 0.5}, {{3, 4, 2}}),
      single("gru", {two_units, integer(1), true, 0.5}, {{3, 4, 2}});
  CHECK(dropping({x}, plain.weights, false).equal(plain(x)));
  CHECK_FALSE(close(dropping({x}, plain.weights, true), plain(x)));
  CHECK(single(x, true).equal(single(x, false)));
}

TEST_CASE("recurrent layers refuse what they cannot take") {
  CHECK_THAT(refusal_of_inputs("lstm", {two_units}, {{3, 2}}),
             Contains("`lstm` takes sequences [N, T, features]") && Contains("[3, 2]"));
  CHECK_THAT(refusal_of_inputs("gru", {two_units}, {{3, 0, 2}}), Contains("at least one step"));
  CHECK_THAT(refusal_of_inputs("gru", {two_units}, {{3, 4, 2}, {1, 2, 2}}),
             Contains("state h [1, 3, 2]") && Contains("got [1, 2, 2]"));
  CHECK_THAT(refusal_of_inputs("lstm", {two_units}, {{3, 4, 2}, {1, 3, 2}}), Contains("x, h, c"));
  CHECK_THAT(refusal_of_inputs("lstm", {two_units}, {{3, 4, 2}, {1, 3, 2}, {1, 3, 3}}), Contains("state c [1, 3, 2]"));
  const Value one = integer(1);
  CHECK_THAT(refusal_of_inputs("lstm", {two_units, one, true, 0.0, false, sequence, two_units}, {{3, 4, 2}}),
             Contains("proj_size"));
  CHECK_THAT(refusal_of_inputs("lstm", {two_units, one, true, 0.0, false, state, one}, {{3, 4, 2}}),
             Contains("proj_size"));
}

TEST_CASE("attention does not look where the mask is true") {
  const Tensor x = numbers({1, 3, 4}, -1, 1);
  const Layer causal("attention", {two_units, 0.0, true, true}, {{1, 3, 4}}),
      plain("attention", {two_units}, {{1, 3, 4}});
  const Tensor upper = truths({0, 1, 1, 0, 0, 1, 0, 0, 0}, {3, 3});
  const Tensor expected = causal(x);
  const auto masked = [&](const Tensor& mask) { return plain({x, x, x, mask}, causal.weights); };
  CHECK(close(masked(upper), expected));
  CHECK(close(masked(upper.view({1, 3, 3})), expected));
  CHECK(close(masked(upper.expand({1, 2, 3, 3})), expected));
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(close(masked(at::zeros({3, 3}, float64()).masked_fill(upper, -inf)), expected));
  const Tensor moved = x.clone();
  moved.select(1, 2) += 1;
  CHECK(close(causal(moved).narrow(1, 0, 2), expected.narrow(1, 0, 2)));
  CHECK_THAT(message([&] { masked(at::ones({3, 3}, at::kLong)); }), Contains("whole numbers"));
}

TEST_CASE("attention drops shares in training only") {
  const Tensor x = numbers({2, 3, 4}, -1, 1);
  const Layer dropping("attention", {two_units, 0.5}, {{2, 3, 4}}), plain("attention", {two_units}, {{2, 3, 4}});
  CHECK(close(dropping(x, false), plain({x}, dropping.weights)));
  CHECK_FALSE(close(dropping(x, true), dropping(x, false)));
}

TEST_CASE("attention refuses what it cannot take") {
  CHECK_THAT(refusal_of_inputs("attention", {two_units}, {{3, 4}}),
             Contains("sequences [N, T, features]") && Contains("[3, 4]"));
  CHECK_THAT(refusal_of_inputs("attention", {integer(3)}, {{1, 2, 4}}),
             Contains("3 heads divide") && Contains("[1, 2, 4]"));
  CHECK_THAT(refusal_of_inputs("attention", {two_units}, {{1, 2, 4}, {1, 5, 3}}),
             Contains("keys [N, S, 4]") && Contains("`kdim`"));
  CHECK_THAT(refusal_of_inputs("attention", {two_units}, {{1, 2, 4}, {2, 5, 4}}),
             Contains("[1, 2, 4], [2, 5, 4] and [2, 5, 4]"));
  CHECK_THAT(refusal_of_inputs("attention", {two_units}, {{1, 2, 4}, {1, 5, 4}, {1, 5, 4}, {2, 2}}),
             Contains("as large as [1, 2, 2, 5]") && Contains("got [2, 2]"));
}
