// Normalizations: mean 0 and variance 1 over some of the dimensions, then a learned scale and shift.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/batch_norm.h"
#include "runtime/kernels/plain.h"
#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of batch_norm's parameters.
enum : std::size_t { momentum, eps, affine, track };

std::vector<Shape> scale_and_shift(bool wanted, const Shape& shape) {
  return wanted ? std::vector<Shape>{shape, shape} : std::vector<Shape>();
}

Names affine_names(bool wanted) { return wanted ? weight_and_bias(true) : Names(); }

std::vector<Shape> batch_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() < 2 || x.size() > 4) wrong_input("batch_norm", "[N, C], [N, C, L] or [N, C, H, W]", x);
  return scale_and_shift(call.boolean(affine), {x[1]});
}

/// From the shape of the input's channels: without `affine` no parameter tells it, so it comes with the first batch.
Tensors running_statistics(const Call& call, const std::vector<Shape>& parameter_shapes) {
  if (!call.boolean(track)) return {};
  if (parameter_shapes.empty())
    throw std::invalid_argument("`batch_norm(track = true)` needs `affine = true`, from which its size is known");
  return {at::zeros(parameter_shapes[0], call.options()), at::ones(parameter_shapes[0], call.options())};
}

void check_batch(const Tensor& x) {
  if (x.numel() == x.size(1))
    throw std::invalid_argument("`batch_norm` needs more than one value of each channel, and got " +
                                ops::shape_text(x.sizes()) + "; a larger batch (`drop_last = true`) has more");
}

Tensor batch_norm(LayerCall& c) {
  const Call& call = c.call;
  const bool tracked = call.boolean(track), from_batch = c.training || !tracked;
  if (from_batch) check_batch(c.inputs[0]);
  Tensor mean, variance;
  if (tracked && !c.training) {
    mean = c.buffers.at(0);
    variance = c.buffers.at(1);
  } else if (tracked && c.moved != nullptr) {
    mean = c.buffers.at(0).detach().clone();  // at::batch_norm moves what it is given in place
    variance = c.buffers.at(1).detach().clone();
  }
  const Tensor &x = c.inputs[0], weight = weight_or_none(c, 0), bias = weight_or_none(c, 1);
  const double moved_by = call.number(momentum), added = call.number(eps);
  const Tensor out = from_batch && weight.defined() && kernels::is_plain(x)
                         ? kernels::batch_norm(x, weight, bias, mean, variance, moved_by, added)
                         : at::batch_norm(x, weight, bias, mean, variance, from_batch, moved_by, added, false);
  if (tracked && c.training && c.moved != nullptr) *c.moved = {mean, variance};
  return out;
}

std::vector<Shape> layer_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  const std::int64_t dims = call.integer(0);
  if (static_cast<std::int64_t>(x.size()) < dims)
    throw std::invalid_argument("`layer_norm` over " + std::to_string(dims) +
                                " dimensions takes at least as many, and got " + ops::shape_text(x));
  return scale_and_shift(call.boolean(2), Shape(x.end() - dims, x.end()));
}

Tensor layer_norm(LayerCall& c) {
  const Tensor& x = c.inputs[0];
  return at::layer_norm(x, x.sizes().slice(static_cast<std::size_t>(x.dim() - c.call.integer(0))), weight_or_none(c, 0),
                        weight_or_none(c, 1), c.call.number(1), false);
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
  return at::group_norm(c.inputs[0], c.call.integer(0), weight_or_none(c, 0), weight_or_none(c, 1), c.call.number(1),
                        false);
}

constexpr LayerEntry table[] = {
    {"batch_norm(momentum: real in 0..1 = 0.1, eps: real in 0.. = 1e-5, affine: boolean = true, track: boolean = "
     "false)",
     "Normalizes each channel over the batch and space: `[N, C]`, `[N, C, L]`, `[N, C, H, W]` (Ioffe and Szegedy "
     "2015).\n"
     "It uses the batch's statistics, in evaluation too, unless `track = true`: then training moves running statistics "
     "by "
     "`momentum`, and evaluation uses them.",
     [](const sema::Arguments& a) { return affine_names(flag(a, affine)); }, batch_norm_shapes, ones_and_zeros,
     batch_norm, true,
     [](const sema::Arguments& a) {
       return flag(a, track) ? Names{"running_mean", "running_var"} : Names();
     },
     running_statistics},
    {"layer_norm(dims: integer in 1.. = 1, eps: real in 0.. = 1e-5, affine: boolean = true)",
     "Normalizes each sample over its last `dims` dimensions (Ba et al. 2016).",
     [](const sema::Arguments& a) { return affine_names(flag(a, 2)); }, layer_norm_shapes, ones_and_zeros, layer_norm},
    {"group_norm(groups: integer in 1.., eps: real in 0.. = 1e-5, affine: boolean = true)",
     "Normalizes each sample over groups of channels and space: `[N, C, ...]` (Wu and He 2018).",
     [](const sema::Arguments& a) { return affine_names(flag(a, 2)); }, group_norm_shapes, ones_and_zeros, group_norm},
};

}  // namespace

void add_normalization(sema::Catalog& catalog) { add_entries(catalog, table); }

}  // namespace mlo::nn
