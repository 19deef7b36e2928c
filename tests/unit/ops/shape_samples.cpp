// Samples of functions of shapes, of gather and scatter, of borders and windows.
#include "tests/unit/ops/samples.h"

namespace mlo::test {
namespace {

Tensor row_numbers() { return labels({0, 2, 1, 1}); }

void add_shaping(std::vector<FunctionSample>& out) {
  const Tensor images = numbers({2, 1, 3, 3});
  out.push_back({"reshape", {sample_x(), ints({3, -1})}});
  out.push_back({"flatten", {images}});
  out.push_back({"squeeze", {images}});
  out.push_back({"squeeze", {images, integer(1)}});
  out.push_back({"unsqueeze", {sample_x(), integer(1)}});
  out.push_back({"transpose", {sample_x(), integer(0), integer(1)}});
  out.push_back({"permute", {images, ints({3, 0, 1, 2})}});
  for (const char* name : {"cat", "stack"}) out.push_back({name, {row({sample_x(), sample_y()}), integer(1)}});
  out.push_back({"expand", {numbers({3}), ints({2, 3})}});
  out.push_back({"repeat", {sample_x(), ints({2, 1})}});
  out.push_back({"repeat_each", {sample_x(), integer(2)}});
  out.push_back({"flip", {sample_x(), integer(1)}});
  out.push_back({"roll", {sample_x(), integer(1)}});
  out.push_back({"roll", {sample_x(), integer(1), integer(1)}});
  for (const char* name : {"tril", "triu"}) out.push_back({name, {square_matrix()}});
  out.push_back({"quarter_turns", {images, labels({1, 3})}});
  out.push_back({"image", {numbers({3, 1, 2, 2})}});
  out.push_back({"tensor", {row({vector({0.3}).sum(), 0.5})}});
  out.push_back({"full", {ints({2, 2}), vector({0.3}).sum()}});
  out.push_back({"full_like", {sample_x(), vector({0.3}).sum()}});
  out.push_back({"unflatten", {images, integer(2), ints({3, -1})}});
  out.push_back({"movedim", {images, ints({0, 1}), ints({2, 0})}});
  out.push_back({"transpose", {images}});
  out.push_back({"chunk", {sample_x(), integer(2), integer(1)}});
  out.push_back({"meshgrid", {row({numbers({3}), numbers({2})})}});
  out.push_back({"tile", {sample_x(), integer(2)}});
  out.push_back({"rot90", {images, integer(1), ints({2, 3})}});
  out.push_back({"diag", {square_matrix()}});
  out.push_back({"diag", {numbers({3})}});
  out.push_back({"diag_embed", {sample_x(), integer(-1)}});
  out.push_back({"diagonal", {images, integer(1)}});
}

void add_gather_scatter(std::vector<FunctionSample>& out) {
  out.push_back({"gather", {sample_x(), integer(1), labels({0, 2, 1, 1}).view({2, 2})}});
  out.push_back({"index_select", {sample_x(), integer(1), row_numbers()}});
  out.push_back({"take_along", {sample_x(), row_numbers()}});
  out.push_back({"take_along", {sample_x(), labels({0, 1}).view({2, 1}), integer(1)}});
  const Tensor places = labels({0, 2, 1, 0}).view({2, 2}), two = numbers({2, 2}, 0.2, 0.9, 3);
  out.push_back({"scatter", {sample_x(), integer(1), places, two}});
  out.push_back({"scatter", {sample_x(), integer(1), places, 0.5}});
  out.push_back({"scatter_add", {sample_x(), integer(1), labels({2, 2, 1, 0}).view({2, 2}), two}});
  out.push_back({"index_add", {sample_x(), integer(1), labels({2, 2}), two}});
  out.push_back({"masked_fill", {sample_x(), signed_x() > 0, 0.5}});
  out.push_back({"masked_fill", {sample_x(), signed_x() > 0, numbers({3})}});
}

void add_patches(std::vector<FunctionSample>& out) {
  const Tensor images = numbers({2, 1, 3, 3}), even = numbers({1, 4, 2, 2}), sequences = numbers({2, 2, 4});
  out.push_back({"pad", {images, ints({1, 2}), text("constant"), 0.5}});
  for (const char* mode : {"reflect", "replicate", "circular"})
    out.push_back({"pad", {images, ints({1, 1, 0, 1}), text(mode)}});
  out.push_back({"unfold", {images, integer(2), integer(2)}});
  out.push_back({"im2col", {images, integer(2), integer(1), integer(1), integer(2)}});
  out.push_back({"col2im", {numbers({1, 4, 4}), integer(3), integer(2)}});
  for (const char* mode : {"nearest", "nearest-exact", "bilinear", "bicubic", "area"})
    out.push_back({"interpolate", {images, ints({5, 2}), Value(), text(mode)}});
  for (const char* mode : {"nearest", "nearest-exact", "linear", "area"})
    out.push_back({"interpolate", {sequences, Value(), 1.5, text(mode)}});
  out.push_back({"interpolate", {images, Value(), reals({2, 1.5}), text("bilinear"), true}});
  out.push_back({"pixel_shuffle", {even, integer(2)}});
  out.push_back({"pixel_unshuffle", {even, integer(2)}});
}

}  // namespace

void add_shape_samples(std::vector<FunctionSample>& out) {
  add_shaping(out);
  add_gather_scatter(out);
  add_patches(out);
}

}  // namespace mlo::test
