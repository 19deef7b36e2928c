#include "runtime/ops/functions/interpolate.h"

#include <ATen/ATen.h>

#include <cmath>
#include <stdexcept>

#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

using Factors = c10::optional<at::ArrayRef<double>>;

/// Modes that belong to one number of dimensions of space; 0: any.
std::size_t space_of(const std::string& mode) {
  if (mode == "linear") return 1;
  return mode == "bilinear" || mode == "bicubic" ? 2 : 0;
}

template <class T>
std::vector<T> for_each_dimension(std::vector<T> given, std::size_t space) {
  return given.size() == 1 ? std::vector<T>(space, given[0]) : given;
}

std::vector<std::int64_t> output_size(const Tensor& x, const Resampling& how, std::size_t space) {
  if (how.size) return for_each_dimension(*how.size, space);
  const auto factors = for_each_dimension(*how.factors, space);
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < space; ++i)
    out.push_back(static_cast<std::int64_t>(std::floor(double(x.sizes()[2 + i]) * factors[i])));
  return out;
}

}  // namespace

Resampling resampling_at(const Call& call, std::size_t first) {
  Resampling out;
  out.size = call.optional_integers(first);
  if (!call.none(first + 1)) out.factors = call.reals(first + 1);
  out.mode = call.string(first + 2);
  out.align_corners = call.boolean(first + 3);
  return out;
}

void check_resampling(const Resampling& how, at::IntArrayRef shape, const std::string& function) {
  const auto wrong = [&](const std::string& rule) { throw std::invalid_argument(function + " " + rule); };
  if (shape.size() != 3 && shape.size() != 4)
    wrong("takes sequences [N, C, L] or images [N, C, H, W], and got " + shape_text(shape));
  const std::size_t space = shape.size() - 2;
  if (how.size.has_value() == how.factors.has_value()) wrong("takes either `size` or `scale_factor`");
  const std::size_t given = how.size ? how.size->size() : how.factors->size();
  if (given != 1 && given != space)
    wrong("takes one number, or one for each of the " + std::to_string(space) + " dimensions of space of " +
          shape_text(shape) + ", and got " + std::to_string(given));
  const std::size_t meant = space_of(how.mode);
  if (meant != 0 && meant != space)
    wrong("with mode \"" + how.mode + "\" takes " + (meant == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]") +
          ", and got " + shape_text(shape));
  if (how.align_corners && meant == 0)
    wrong("aligns corners in the modes \"linear\", \"bilinear\" and \"bicubic\" only");
  for (std::size_t i = 0; how.factors && i < space; ++i)
    if (std::floor(double(shape[2 + i]) * how.factors->at(given == 1 ? 0 : i)) < 1)
      wrong("would leave nothing of " + shape_text(shape) + "; its scale_factor is too small");
}

Tensor resample(const Tensor& x, const Resampling& how) {
  const auto space = static_cast<std::size_t>(x.dim() - 2);
  const bool images = space == 2, align = how.align_corners;
  const auto size = output_size(x, how, space);
  if (how.mode == "area") return images ? at::adaptive_avg_pool2d(x, size) : at::adaptive_avg_pool1d(x, size);
  const std::vector<double> scales = how.factors ? for_each_dimension(*how.factors, space) : std::vector<double>();
  const Factors factors = how.factors ? Factors(scales) : Factors();
  const at::OptionalIntArrayRef wanted =
      how.factors ? at::OptionalIntArrayRef() : at::OptionalIntArrayRef(at::IntArrayRef(size));
  if (how.mode == "linear") return at::upsample_linear1d(x, wanted, align, factors);
  if (how.mode == "bilinear") return at::upsample_bilinear2d(x, wanted, align, factors);
  if (how.mode == "bicubic") return at::upsample_bicubic2d(x, wanted, align, factors);
  if (how.mode == "nearest-exact")
    return images ? at::_upsample_nearest_exact2d(x, wanted, factors)
                  : at::_upsample_nearest_exact1d(x, wanted, factors);
  return images ? at::upsample_nearest2d(x, wanted, factors) : at::upsample_nearest1d(x, wanted, factors);
}

}  // namespace mlo::ops
