// Sequences and images in another size.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/ops/call.h"

namespace mlo::ops {

/// How to resample: `size` or `factors` is given, with one entry or one for each dimension of space.
struct Resampling {
  std::optional<std::vector<std::int64_t>> size;
  std::optional<std::vector<double>> factors;
  std::string mode;
  bool align_corners = false;
};

/// From arguments first (size), first + 1 (scale_factor), first + 2 (mode) and first + 3 (align_corners).
Resampling resampling_at(const Call& call, std::size_t first);

/// Throws std::invalid_argument, with the function's name, for a shape or settings that do not go together.
void check_resampling(const Resampling& how, at::IntArrayRef shape, const std::string& function);

/// Sequences `[N, C, L]` or images `[N, C, H, W]`, as torch.nn.functional.interpolate does it.
Tensor resample(const Tensor& x, const Resampling& how);

/// The arguments that `interpolate` and the layer `upsample` share.
#define MLO_RESAMPLING                                                                                \
  "size: integers? in 1.. = none, scale_factor: reals? in 0.. = none, mode: string in [\"nearest\", " \
  "\"nearest-exact\", \"linear\", \"bilinear\", \"bicubic\", \"area\"] = \"nearest\", align_corners: boolean = false"

}  // namespace mlo::ops
