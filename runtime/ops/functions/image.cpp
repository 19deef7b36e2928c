#include "runtime/ops/functions/image.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

constexpr std::int64_t most = 64;  // of a larger batch the first ones

/// Rows of a nearly square grid, filled up with black.
Tensor grid(const Tensor& batch) {
  const std::int64_t count = std::min(batch.size(0), most);
  const auto columns = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  const std::int64_t rows = (count + columns - 1) / columns;
  const std::int64_t channels = batch.size(1), height = batch.size(2), width = batch.size(3);
  const Tensor filled = at::constant_pad_nd(batch.slice(0, 0, count), {0, 0, 0, 0, 0, 0, 0, rows * columns - count});
  return filled.view({rows, columns, channels, height, width})
      .permute({2, 0, 3, 1, 4})
      .reshape({channels, rows * height, columns * width});
}

}  // namespace

Value image(Call& call) {
  const Tensor x = call.floating(0);
  if (x.dim() == 2) return x.unsqueeze(0);
  const bool channels = x.dim() > 2 && (x.size(-3) == 1 || x.size(-3) == 3);
  if (x.dim() == 3 && channels) return x;
  if (x.dim() == 4 && channels && x.size(0) > 0) return grid(x);
  throw std::invalid_argument("image takes [H, W], [C, H, W] or [N, C, H, W] with 1 or 3 channels, and got " +
                              shape_text(x.sizes()));
}

}  // namespace mlo::ops
