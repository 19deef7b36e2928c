// Normalizations of channels: mean 0 and variance 1, then a learned scale and shift; some keep running statistics.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/batch_norm.h"
#include "runtime/kernels/plain.h"
#include "runtime/nn/entry.h"
#include "runtime/nn/initialize.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of the parameters.
enum : std::size_t { momentum, eps, affine, track };

std::vector<Shape> batch_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() < 2 || x.size() > 4) wrong_input("batch_norm", "[N, C], [N, C, L] or [N, C, H, W]", x);
  return scale_and_shift(call.boolean(affine), {x[1]});
}

Names running_names(const sema::Arguments& a) {
  return flag(a, track) ? Names{"running_mean", "running_var"} : Names();
}

/// From the shape of the input's channels: without `affine` no parameter tells it, so it comes with the first batch.
template <bool instance>
Tensors running_statistics(const Call& call, const std::vector<Shape>& parameter_shapes) {
  if (!call.boolean(track)) return {};
  if (parameter_shapes.empty())
    throw std::invalid_argument(std::string(instance ? "`instance_norm" : "`batch_norm") +
                                "(track = true)` needs `affine = true`, from which its size is known");
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
  if (from_batch) check_batch(input(c));
  Tensor mean, variance;
  if (tracked && !c.training) {
    mean = c.buffers.at(0);
    variance = c.buffers.at(1);
  } else if (tracked && c.moved != nullptr) {
    mean = c.buffers.at(0).detach().clone();  // at::batch_norm moves what it is given in place
    variance = c.buffers.at(1).detach().clone();
  }
  const Tensor &x = input(c), weight = weight_or_none(c, 0), bias = weight_or_none(c, 1);
  const double moved_by = call.number(momentum), added = call.number(eps);
  const bool plain = kernels::is_plain(x) && (!weight.defined() || kernels::is_plain(weight));
  const Tensor out = from_batch && plain
                         ? kernels::batch_norm(x, weight, bias, mean, variance, moved_by, added)
                         : at::batch_norm(x, weight, bias, mean, variance, from_batch, moved_by, added, false);
  if (tracked && c.training && c.moved != nullptr) *c.moved = {mean, variance};
  return out;
}

std::vector<Shape> instance_norm_shapes(const Call& call, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != 3 && x.size() != 4) wrong_input("instance_norm", "[N, C, L] or [N, C, H, W]", x);
  std::int64_t entries = 1;
  for (std::size_t i = 2; i < x.size(); ++i) entries *= x[i];
  if (entries < 2) wrong_input("instance_norm", "more than one entry in each channel", x);
  return scale_and_shift(call.boolean(affine), {x[1]});
}

Tensor instance_norm(LayerCall& c) {
  const Call& call = c.call;
  const bool tracked = call.boolean(track), own = c.training || !tracked;
  Tensor mean, variance;
  if (tracked && !c.training) {
    mean = c.buffers.at(0);
    variance = c.buffers.at(1);
  } else if (tracked && c.moved != nullptr) {
    mean = c.buffers.at(0).detach().clone();  // moved in place, as by at::batch_norm
    variance = c.buffers.at(1).detach().clone();
  }
  const Tensor out = at::instance_norm(input(c), weight_or_none(c, 0), weight_or_none(c, 1), mean, variance, own,
                                       call.number(momentum), call.number(eps), false);
  if (tracked && c.training && c.moved != nullptr) *c.moved = {mean, variance};
  return out;
}

constexpr LayerEntry normalization_table[] = {
    {"batch_norm(momentum: real in 0..1 = 0.1, eps: real in 0.. = 1e-5, affine: boolean = true, track: boolean = "
     "false)",
     "Normalizes each channel over the batch and space: `[N, C]`, `[N, C, L]`, `[N, C, H, W]` (Ioffe and Szegedy "
     "2015).\n"
     "It uses the batch's statistics, in evaluation too, unless `track = true`: then training moves running statistics "
     "by "
     "`momentum`, and evaluation uses them.",
     [](const sema::Arguments& a) { return affine_names(flag(a, affine)); }, batch_norm_shapes, ones_and_zeros,
     batch_norm, true, running_names, running_statistics<false>},
    {"instance_norm(momentum: real in 0..1 = 0.1, eps: real in 0.. = 1e-5, affine: boolean = false, track: boolean = "
     "false)",
     "Normalizes each channel of each sample over space: `[N, C, L]` or `[N, C, H, W]` (Ulyanov et al. 2016).\n"
     "`track = true` as for batch_norm; it needs `affine = true`, from which its size is known.",
     [](const sema::Arguments& a) { return affine_names(flag(a, affine)); }, instance_norm_shapes, ones_and_zeros,
     instance_norm, true, running_names, running_statistics<true>},
};

}  // namespace

void add_normalization(sema::Catalog& catalog) { add_entries(catalog, normalization_table); }

}  // namespace mlo::nn
