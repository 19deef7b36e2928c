// Borders, windows and sizes of images and sequences.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/functions/interpolate.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

Value pad(Call& call) {
  const std::string& mode = call.string(2);
  if (mode == "constant") return at::pad(call.tensor(0), call.integers(1), mode, call.number(3));
  return at::pad(call.tensor(0), call.integers(1), mode);
}

Value unfold(Call& call) {
  const Tensor x = call.tensor(0);
  const std::int64_t dim = call.integer(1), size = call.integer(2), length = x.dim() == 0 ? 1 : x.size(dim);
  if (size > length)
    throw std::invalid_argument("unfold takes windows that are not longer than dimension " + std::to_string(dim) +
                                " of " + shape_text(x.sizes()) + ", and got " + std::to_string(size));
  return x.unfold(dim, size, call.integer(3));
}

/// Arguments first, ...: kernel, dilation, padding, stride; each of two numbers.
struct Windows {
  Windows(const Call& call, std::size_t first, const std::string& function)
      : kernel(two(call, first, function)),
        dilation(two(call, first + 1, function)),
        padding(two(call, first + 2, function)),
        stride(two(call, first + 3, function)) {}

  static std::vector<std::int64_t> two(const Call& call, std::size_t i, const std::string& function) {
    const auto out = call.integers(i, 2);
    if (out.size() == 2) return out;
    throw std::invalid_argument(function + " takes one number or two for its windows, and got " +
                                std::to_string(out.size()));
  }

  std::vector<std::int64_t> kernel, dilation, padding, stride;
};

Value im2col(Call& call) {
  const Tensor x = call.floating(0);
  if (x.dim() != 4) refuse("im2col", "images [N, C, H, W]", {x});
  const Windows w(call, 1, "im2col");
  return at::im2col(x, w.kernel, w.dilation, w.padding, w.stride);
}

Value col2im(Call& call) {
  const Tensor x = call.floating(0);
  if (x.dim() != 3) refuse("col2im", "windows [N, C k k, L]", {x});
  const auto size = Windows::two(call, 1, "col2im");
  const Windows w(call, 2, "col2im");
  return at::col2im(x, size, w.kernel, w.dilation, w.padding, w.stride);
}

Value interpolate(Call& call) {
  const Tensor x = call.floating(0);
  const Resampling how = resampling_at(call, 1);
  check_resampling(how, x.sizes(), "interpolate");
  return resample(x, how);
}

Value pixel_shuffle(Call& call) { return at::pixel_shuffle(call.tensor(0), call.integer(1)); }
Value pixel_unshuffle(Call& call) { return at::pixel_unshuffle(call.tensor(0), call.integer(1)); }

#define WINDOWS                                                                                             \
  "kernel: integers in 1.., dilation: integers in 1.. = 1, padding: integers in 0.. = 0, stride: integers " \
  "in 1.. = 1)"

constexpr FunctionEntry patches_table[] = {
    {"pad(x: tensor, pad: integers, mode: string in [\"constant\", \"reflect\", \"replicate\", \"circular\"] = "
     "\"constant\", value: real = 0)",
     "Wider at the borders: pad is [left, right] of the last dimension, then of the one before, and so on.", pad},
    {"unfold(x: tensor, dim: integer, size: integer in 1.., step: integer in 1.. = 1)",
     "The windows of a dimension, every step entries one: `[..., n, ...]` becomes `[..., (n - size) // step + 1, ..., "
     "size]`.",
     unfold},
    {"im2col(x: tensor, " WINDOWS,
     "The windows of images `[N, C, H, W]` as columns: `[N, C k k, L]` (torch.nn.Unfold).", im2col},
    {"col2im(x: tensor, size: integers in 1.., " WINDOWS,
     "Images of this size, `[N, C, H, W]`, as the sums of their windows `[N, C k k, L]` (torch.nn.Fold).", col2im},
    {"interpolate(x: tensor, " MLO_RESAMPLING ")",
     "Sequences `[N, C, L]` or images `[N, C, H, W]` in another size, or larger by a factor.", interpolate},
    {"pixel_shuffle(x: tensor, upscale_factor: integer in 1..)",
     "Channels to space: `[..., C r r, H, W]` becomes `[..., C, H r, W r]` (Shi et al. 2016).", pixel_shuffle},
    {"pixel_unshuffle(x: tensor, downscale_factor: integer in 1..)",
     "Space to channels: `[..., C, H r, W r]` becomes `[..., C r r, H, W]`.", pixel_unshuffle},
};

#undef WINDOWS

}  // namespace

void add_patches(sema::Catalog& catalog) { add_functions(catalog, patches_table); }

}  // namespace mlo::ops
