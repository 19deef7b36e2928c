// Normalizations of single samples, then a learned scale and shift.
#include <ATen/ATen.h>

#include <limits>
#include <stdexcept>

#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

/// The last `dims` dimensions.
Shape last_dimensions(const std::string& layer, const Call& call, const Shape& x) {
  const std::int64_t dims = call.integer(0);
  if (static_cast<std::int64_t>(x.size()) < dims)
    throw std::invalid_argument("`" + layer + "` over " + std::to_string(dims) +
                                " dimensions takes at least as many, and got " + ops::shape_text(x));
  return Shape(x.end() - dims, x.end());
}

std::vector<Shape> layer_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  return scale_and_shift(call.boolean(2), last_dimensions("layer_norm", call, inputs.at(0)));
}

Tensor layer_norm(LayerCall& c) {
  const Tensor& x = input(c);
  return at::layer_norm(x, x.sizes().slice(static_cast<std::size_t>(x.dim() - c.call.integer(0))), weight_or_none(c, 0),
                        weight_or_none(c, 1), c.call.number(1), false);
}

std::vector<Shape> rms_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape shape = last_dimensions("rms_norm", call, inputs.at(0));
  return call.boolean(2) ? std::vector<Shape>{shape} : std::vector<Shape>();
}

double smallest_step(at::ScalarType type) {
  return type == at::kDouble ? std::numeric_limits<double>::epsilon() : double(std::numeric_limits<float>::epsilon());
}

Tensor rms_norm(LayerCall& c) {
  const Tensor& x = input(c);
  Shape dims;
  for (std::int64_t i = 1; i <= c.call.integer(0); ++i) dims.push_back(-i);
  const double eps = c.call.none(1) ? smallest_step(x.scalar_type()) : c.call.number(1);
  const Tensor out = x * at::rsqrt(at::mean(at::square(x), dims, true) + eps);
  return c.weights.empty() ? out : out * c.weights[0];
}

std::vector<Shape> group_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  const std::int64_t groups = call.integer(0);
  if (x.size() < 2) wrong_input("group_norm", "[N, C, ...]", x);
  if (x[1] % groups != 0)
    throw std::invalid_argument("`group_norm` takes a number of channels that its " + std::to_string(groups) +
                                " groups divide, and got " + ops::shape_text(x));
  return scale_and_shift(call.boolean(2), {x[1]});
}

Tensor group_norm(LayerCall& c) {
  return at::group_norm(input(c), c.call.integer(0), weight_or_none(c, 0), weight_or_none(c, 1), c.call.number(1),
                        false);
}

constexpr LayerEntry sample_normalization_table[] = {
    {"layer_norm(dims: integer in 1.. = 1, eps: real in 0.. = 1e-5, affine: boolean = true)",
     "Normalizes each sample over its last `dims` dimensions (Ba et al. 2016).",
     [](const sema::Arguments& a) { return affine_names(flag(a, 2)); }, layer_norm_shapes, ones_and_zeros, layer_norm},
    {"rms_norm(dims: integer in 1.. = 1, eps: real? in 0.. = none, affine: boolean = true)",
     "Divides each sample by the root of the mean square over its last `dims` dimensions, then scales (Zhang and "
     "Sennrich 2019). eps is the precision's own where none is given.",
     [](const sema::Arguments& a) { return flag(a, 2) ? weight_and_bias(false) : Names(); }, rms_norm_shapes,
     ones_and_zeros, rms_norm},
    {"group_norm(groups: integer in 1.., eps: real in 0.. = 1e-5, affine: boolean = true)",
     "Normalizes each sample over groups of channels and space: `[N, C, ...]` (Wu and He 2018).",
     [](const sema::Arguments& a) { return affine_names(flag(a, 2)); }, group_norm_shapes, ones_and_zeros, group_norm},
};

}  // namespace

void add_sample_normalization(sema::Catalog& catalog) { add_entries(catalog, sample_normalization_table); }

}  // namespace mlo::nn
