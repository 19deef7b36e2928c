#include <ATen/ATen.h>

#include "runtime/kernels/sums.h"
#include "tests/unit/kernels/support.h"

using namespace mlo::kernels;

TEST_CASE("sums of each task are LibTorch's, up to the third derivative, of few terms and of many") {
  at::manual_seed(7);
  const auto shape =
      GENERATE(std::vector<std::int64_t>{3, 5}, std::vector<std::int64_t>{2, 64}, std::vector<std::int64_t>{2, 65},
               std::vector<std::int64_t>{3, 2, 4, 2}, std::vector<std::int64_t>{4}, std::vector<std::int64_t>{3, 0});
  const auto factor = GENERATE(1.0, 0.25);
  const auto ours = [factor](const Tensors& in) { return sum_of_each(in[0].sin(), factor); };
  const auto theirs = [factor](const Tensors& in) { return in[0].sin().reshape({in[0].size(0), -1}).sum(1) * factor; };
  const Tensors in{random(shape)};
  if (in[0].numel() == 0)
    CHECK(ours(in).equal(at::zeros({3}, at::kDouble)));
  else
    check_same(derivatives(ours, in, 3), derivatives(theirs, in, 3));
}

TEST_CASE("sums of each task's rows are LibTorch's, up to the third derivative, of few rows and of many") {
  at::manual_seed(8);
  const auto shape = GENERATE(std::vector<std::int64_t>{3, 5, 4}, std::vector<std::int64_t>{2, 65, 3},
                              std::vector<std::int64_t>{1, 1, 1});
  const auto ours = [](const Tensors& in) { return sum_of_rows(in[0].sin()); };
  const auto theirs = [](const Tensors& in) { return in[0].sin().sum(1); };
  const Tensors in{random(shape)};
  check_same(derivatives(ours, in, 3), derivatives(theirs, in, 3));
}

TEST_CASE("sums of what does not lie row by row, and of whole numbers, are LibTorch's") {
  at::manual_seed(9);
  const Tensor turned = random({4, 5, 3}).transpose(0, 2);
  CHECK(at::allclose(sum_of_rows(turned), turned.sum(1)));
  CHECK(at::allclose(sum_of_each(turned), turned.reshape({3, -1}).sum(1)));
  CHECK(sum_of_rows(at::ones({2, 3, 4}, at::kLong)).equal(at::full({2, 4}, 3, at::kLong)));
  CHECK(at::allclose(sum_of_each(random({2, 8}).to(at::kFloat).fill_(0.5), 2), at::full({2}, 8.0f)));
}
