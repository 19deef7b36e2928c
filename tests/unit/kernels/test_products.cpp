#include <ATen/ATen.h>

#include "runtime/kernels/products.h"
#include "tests/unit/kernels/support.h"

using namespace mlo::kernels;

namespace {

Tensor turned(const Tensor& t, bool turn) { return turn ? t.transpose(1, 2) : t; }

}  // namespace

TEST_CASE("a linear layer of each task is LibTorch's, up to the third derivative") {
  at::manual_seed(10);
  const bool biased = GENERATE(true, false);
  const auto ours = [biased](const Tensors& in) {
    return batched_linear(in[0], in[1], biased ? in[2] : Tensor()).tanh();
  };
  const auto theirs = [biased](const Tensors& in) {
    const Tensor product = at::bmm(in[0], in[1].transpose(1, 2));
    return (biased ? product + in[2].unsqueeze(1) : product).tanh();
  };
  for (const std::int64_t rows : {1, 3, 70}) {
    const Tensors in{random({2, rows, 3}), random({2, 4, 3}), random({2, 4})};
    check_same(derivatives(ours, in, 3), derivatives(theirs, in, 3));
  }
}

TEST_CASE("a product of each task is LibTorch's, transposed or not, up to the third derivative") {
  at::manual_seed(11);
  const bool turn_a = GENERATE(false, true), turn_b = GENERATE(false, true);
  const auto ours = [=](const Tensors& in) { return batched_product(in[0], turn_a, in[1], turn_b).sin(); };
  const auto theirs = [=](const Tensors& in) { return at::bmm(turned(in[0], turn_a), turned(in[1], turn_b)).sin(); };
  const Tensors in{turn_a ? random({3, 5, 2}) : random({3, 2, 5}), turn_b ? random({3, 4, 5}) : random({3, 5, 4})};
  check_same(derivatives(ours, in, 3), derivatives(theirs, in, 3));
}

TEST_CASE("products take three dimensions of floating-point numbers") {
  CHECK(is_batch_of_matrices(random({2, 3, 4})));
  CHECK_FALSE(is_batch_of_matrices(random({3, 4})));
  CHECK_FALSE(is_batch_of_matrices(at::ones({2, 3, 4}, at::kLong)));
}
