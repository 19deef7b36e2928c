#include <torch/csrc/autograd/autograd.h>

#include <set>

#include "runtime/data/dataset.h"
#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

/// Sample i of class c is the number 10 c + i.
class Counting : public data::Dataset {
 public:
  Counting() {
    info_.count = 12;
    info_.classes = 3;
    info_.smallest_class = 4;
    info_.sample_shape = {1};
  }
  const sema::DataInfo& info() const override { return info_; }

 protected:
  data::Samples read() const override {
    const at::Tensor y = at::arange(3).repeat_interleave(4), i = at::arange(4).repeat(3);
    return {(10 * y + i).to(at::kFloat).view({12, 1}), y};
  }
  at::Tensor targets() const override { return samples().y; }

 private:
  sema::DataInfo info_;
};

std::vector<std::int64_t> items(const Tensor& t) {
  const Tensor whole = t.to(at::kLong).contiguous();
  return {whole.data_ptr<std::int64_t>(), whole.data_ptr<std::int64_t>() + whole.numel()};
}

}  // namespace

TEST_CASE("draws follow the generator, and say that they draw") {
  for (const char* name :
       {"uniform", "normal", "laplace", "gumbel", "exponential", "randn", "randn_like", "rand_like", "categorical",
        "gumbel_softmax", "multinomial", "randint", "bernoulli", "permutation", "choose", "examples"})
    CHECK(builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, name).draws);
  const Tensor a = tensor("randn", {ints({5})}, float64(), 3);
  CHECK(a.equal(tensor("randn", {ints({5})}, float64(), 3)));
  CHECK_FALSE(a.equal(tensor("randn", {ints({5})}, float64(), 4)));
}

TEST_CASE("draws have their shape, type and range") {
  CHECK(tensor("uniform", {0.0, 1.0}).dim() == 0);
  const Tensor u = tensor("uniform", {2.0, 3.0, ints({1000})}, float32());
  CHECK(u.scalar_type() == at::kFloat);
  CHECK(u.min().item<double>() >= 2);
  CHECK(u.max().item<double>() <= 3);
  CHECK(u.mean().item<double>() == Approx(2.5).epsilon(0.02));
  const auto whole = items(tensor("randint", {integer(2), integer(5), ints({200})}));
  CHECK(std::set<std::int64_t>(whole.begin(), whole.end()) == std::set<std::int64_t>{2, 3, 4});
  CHECK(tensor("bernoulli", {0.3, ints({5000})}).mean().item<double>() == Approx(0.3).epsilon(0.1));
  CHECK(tensor("bernoulli", {vector({0, 1, 1})}).equal(vector({0, 1, 1})));
}

TEST_CASE("uniform numbers are those that LibTorch draws from the same generator, but for its fused rounding") {
  for (const at::TensorOptions& options : {float32(), float64()})
    for (const std::int64_t count : {0, 1, 2, 700}) {
      at::Generator generator = at::detail::createCPUGenerator(11);
      const Tensor theirs = at::empty({count}, options).uniform_(-2.0, 5.0, generator);
      const double rounding = options.dtype() == at::kDouble ? 2e-15 : 1e-6;  // two of the numbers' last places
      CHECK(at::allclose(tensor("uniform", {-2.0, 5.0, ints({count})}, options, 11), theirs, 0, rounding));
    }
}

TEST_CASE("draws have their distribution's mean and variance") {
  const Value many = ints({100000});
  const auto check = [](const Tensor& x, double mean, double variance) {
    CHECK(x.mean().item<double>() == Approx(mean).margin(0.03));
    CHECK(x.var().item<double>() == Approx(variance).epsilon(0.06));
  };
  check(tensor("normal", {1.0, 2.0, many}), 1, 4);
  check(tensor("laplace", {-1.0, 0.5, many}), -1, 0.5);
  check(tensor("gumbel", {0.0, 1.0, many}, float32()), 0.5772, 1.6449);
  check(tensor("exponential", {2.0, many}), 0.5, 0.25);
  check(tensor("uniform", {vector({0}), vector({2}), many}), 1, 1.0 / 3);
}

TEST_CASE("draws take the shape of their parameters") {
  CHECK(tensor("normal", {numbers({2, 3}), numbers({3})}).sizes() == at::IntArrayRef({2, 3}));
  CHECK(tensor("normal", {numbers({3}), 1.0, ints({2, 3})}).sizes() == at::IntArrayRef({2, 3}));
  CHECK(tensor("normal", {}).dim() == 0);
  CHECK(tensor("randn_like", {labels({1, 2})}, float32()).scalar_type() == at::kFloat);
  CHECK_THAT(message_of("normal", {numbers({3}), 1.0, ints({2})}), Contains("shape [2]") && Contains("[3] do not fit"));
  CHECK_THAT(message_of("exponential", {0.0}), Contains("above 0"));
}

TEST_CASE("categorical and multinomial draw classes with their probabilities") {
  const Tensor p = vector({0.1, 0.6, 0.3});
  const auto share = [](const Tensor& drawn, std::int64_t k) {
    return (drawn == k).to(at::kDouble).mean().item<double>();
  };
  for (const Tensor& drawn :
       {tensor("categorical", {p.log().expand({20000, 3})}), tensor("multinomial", {p.expand({20000, 3})}),
        tensor("multinomial", {2 * p, integer(20000), true})})
    for (std::int64_t k = 0; k < 3; ++k) CHECK(share(drawn, k) == Approx(p[k].item<double>()).margin(0.015));
  const auto distinct = items(tensor("multinomial", {p, integer(3)}));
  CHECK(std::set<std::int64_t>(distinct.begin(), distinct.end()).size() == 3);
  CHECK(tensor("multinomial", {numbers({2, 4, 3}), integer(2)}).sizes() == at::IntArrayRef({2, 4, 2}));
  CHECK_THAT(message_of("multinomial", {p, integer(4)}), Contains("4 distinct numbers from 3"));
}

TEST_CASE("gumbel_softmax is soft, or one-hot with the derivative of the soft one") {
  const Tensor logits = numbers({5, 3}).requires_grad_();
  const Tensor soft = tensor("gumbel_softmax", {logits}), hard = tensor("gumbel_softmax", {logits, 1.0, true});
  CHECK(close(soft.detach().sum(1), at::ones({5}, float64())));
  CHECK(close(hard.detach(), at::eq(soft, soft.amax(1, true)).to(at::kDouble)));
  const Tensor weights = numbers({5, 3}, 0.2, 0.9, 2);
  const auto slope = [&](const Tensor& x) { return torch::autograd::grad({(x * weights).sum()}, {logits})[0]; };
  CHECK(close(slope(soft), slope(hard)));
  CHECK_THAT(message_of("gumbel_softmax", {logits, 0.0}), Contains("tau above 0"));
}

TEST_CASE("choose takes distinct numbers in random order") {
  std::set<std::vector<std::int64_t>> orders;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Tensor k = tensor("choose", {integer(3), integer(2)}, float64(), seed);
    CHECK(k.scalar_type() == at::kLong);
    orders.insert(items(k));
  }
  CHECK(orders.size() == 6);
  CHECK_THAT(message_of("choose", {integer(3), integer(4)}), Contains("4 distinct numbers") && Contains("not above n"));
  const auto all = items(tensor("permutation", {integer(20)}));
  CHECK(std::set<std::int64_t>(all.begin(), all.end()).size() == 20);
}

TEST_CASE("examples are distinct samples of the classes asked for") {
  const Value data = std::shared_ptr<const data::Dataset>(std::make_shared<Counting>());
  const Tensor drawn = tensor("examples", {data, labels({2, 0}), integer(3)});
  CHECK(drawn.sizes() == at::IntArrayRef({2, 3, 1}));
  CHECK(drawn.scalar_type() == at::kDouble);
  for (std::int64_t k = 0; k < 2; ++k) {
    const auto found = items(drawn[k]);
    CHECK(std::set<std::int64_t>(found.begin(), found.end()).size() == 3);
    for (const std::int64_t n : found) CHECK(n / 10 == (k == 0 ? 2 : 0));
  }
  const Tensor meta = at::empty({2}, at::TensorOptions(at::kLong).device(at::kMeta));
  CHECK(tensor("examples", {data, meta, integer(3)}, float64().device(at::kMeta)).sizes() == drawn.sizes());
  CHECK_THAT(message_of("examples", {data, vector({1}), integer(3)}), Contains("whole numbers"));
}

TEST_CASE("draws refuse what cannot be drawn") {
  CHECK_THAT(message_of("uniform", {1.0, 0.0}), Contains("not above"));
  CHECK_THAT(message_of("randint", {integer(2), integer(2)}), Contains("is empty"));
  CHECK_THAT(message_of("bernoulli", {1.5}), Contains("0..1"));
}

TEST_CASE("a draw without a generator is a bug, and says so") {
  const auto& entry = builtin<ops::FunctionBuiltin>(sema::BuiltinKind::function, "randn");
  const List arguments = with_defaults(entry, {});
  ops::Call made(arguments, float64());
  CHECK_THROWS_AS(entry.run(made), std::logic_error);
}
