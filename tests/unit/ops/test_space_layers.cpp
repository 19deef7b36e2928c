// What layers of sequences and images refuse.
#include <ATen/ATen.h>

#include "tests/unit/catch.h"
#include "tests/unit/ops/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

std::string refusal(const std::string& name, List arguments, const nn::Shape& input) {
  return message([&] { Layer(name, arguments, {input}); });
}

const Value zero = integer(0), one = integer(1), two = integer(2), three = integer(3);

}  // namespace

TEST_CASE("layers of sequences refuse images, and of images sequences") {
  for (const std::string stem : {"conv", "conv_transpose", "max_pool", "avg_pool", "adaptive_avg_pool",
                                 "adaptive_max_pool", "constant_pad", "reflection_pad", "replication_pad"}) {
    INFO(stem);
    CHECK_THAT(refusal(stem + "1d", {one}, {1, 2, 8, 8}),
               Contains("1d` takes sequences [N, C, L], and got [1, 2, 8, 8]"));
    CHECK_THAT(refusal(stem + "2d", {one}, {1, 2, 8}), Contains("2d` takes images [N, C, H, W], and got [1, 2, 8]"));
  }
  CHECK_THAT(refusal("global_max_pool", {}, {2, 3}), Contains("`global_max_pool` takes") && Contains("[2, 3]"));
  CHECK_THAT(refusal("instance_norm", {}, {2, 3}), Contains("[N, C, L]") && Contains("[2, 3]"));
}

TEST_CASE("layers calculate with fractions") {
  const Tensor images = at::ones({1, 2, 4, 4}, at::kLong);
  for (const char* name : {"conv2d", "max_pool2d", "avg_pool2d", "constant_pad2d", "linear", "prelu", "dropout"}) {
    const bool plain = std::string(name) == "prelu" || std::string(name) == "dropout";
    const Layer layer(name, plain ? List{} : List{one}, {{1, 2, 4, 4}});
    CHECK_THAT(message([&] { layer(images); }), Contains("must hold fractions") && Contains("`float(x)`"));
  }
}

TEST_CASE("what does not fit is refused") {
  CHECK_THAT(refusal("conv2d", {two, three, one, integer(-1)}, {1, 1, 8, 8}), Contains("not be negative, and is -1"));
  CHECK_THAT(refusal("conv_transpose2d", {two, three, one, zero, one}, {1, 1, 8, 8}),
             Contains("output_padding must be smaller than the stride"));
  CHECK_THAT(refusal("conv_transpose1d", {two, three, one, three}, {1, 1, 2}), Contains("leaves nothing of [1, 1, 2]"));
  CHECK_THAT(refusal("conv_transpose1d", {two, three, one, zero, zero, two}, {1, 3, 8}), Contains("2 groups"));
  CHECK_THAT(refusal("max_pool1d", {two, Value(), zero, integer(9)}, {1, 1, 8}), Contains("at least as large"));
  CHECK_THAT(refusal("avg_pool1d", {two, Value(), two}, {1, 1, 8}), Contains("half the kernel"));
  CHECK_THAT(refusal("avg_pool2d", {ints({1, 2, 3})}, {1, 1, 8, 8}), Contains("a list of 2"));
  CHECK_THAT(refusal("reflection_pad2d", {ints({0, 0, 4, 0})}, {1, 1, 4, 9}),
             Contains("smaller than the input") && Contains("[0, 0, 4, 0]"));
  CHECK_THAT(refusal("constant_pad1d", {ints({1, 2, 3})}, {1, 1, 4}), Contains("a list of 2"));
  CHECK_THAT(refusal("instance_norm", {}, {2, 3, 1}), Contains("more than one entry"));
  CHECK_THAT(refusal("instance_norm", {0.1, 1e-5, false, true}, {2, 3, 4}), Contains("`instance_norm(track = true)`"));
  CHECK_THAT(refusal("prelu", {two}, {2, 3}), Contains("C = 2") && Contains("[2, 3]"));
  CHECK_THAT(refusal("rms_norm", {three}, {2, 3}), Contains("`rms_norm` over 3 dimensions"));
}

TEST_CASE("upsample refuses settings that do not go together") {
  CHECK_THAT(refusal("upsample", {}, {1, 1, 4}), Contains("either `size` or `scale_factor`"));
  CHECK_THAT(refusal("upsample", {two, 2.0}, {1, 1, 4}), Contains("either `size` or `scale_factor`"));
  CHECK_THAT(refusal("upsample", {two}, {1, 4}), Contains("[1, 4]"));
  CHECK_THAT(refusal("upsample", {ints({1, 2})}, {1, 1, 4}), Contains("1 dimensions of space") && Contains("got 2"));
  CHECK_THAT(refusal("upsample", {two, Value(), text("bilinear")}, {1, 1, 4}), Contains("images [N, C, H, W]"));
  CHECK_THAT(refusal("upsample", {two, Value(), text("linear")}, {1, 1, 4, 4}), Contains("sequences [N, C, L]"));
  CHECK_THAT(refusal("upsample", {two, Value(), text("nearest"), true}, {1, 1, 4}), Contains("aligns corners"));
  CHECK_THAT(refusal("upsample", {Value(), 0.2}, {1, 1, 4}), Contains("leave nothing of [1, 1, 4]"));
}
