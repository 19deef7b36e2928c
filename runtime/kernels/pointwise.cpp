#include "runtime/kernels/pointwise.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>

#include "runtime/kernels/simd/routines.h"

namespace mlo::kernels {
namespace {

constexpr std::int64_t most_channels = 64;

std::int64_t places_of(at::IntArrayRef x) {
  std::int64_t out = 1;
  for (const std::int64_t size : x.slice(2)) out *= size;
  return out;
}

/// `matrix [O, C]` times the channels of each place.
Tensor multiplied(const Tensor& x, const Tensor& matrix, const Tensor& bias) {
  std::vector<std::int64_t> shape = x.sizes().vec();
  shape[1] = matrix.size(0);
  Tensor out = at::empty(shape, x.options());
  const Tensor in = x.contiguous(), w = matrix.contiguous(), b = bias.defined() ? bias.contiguous() : bias;
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "pointwise", [&] {
    routines<scalar_t>().pointwise({x.size(0), x.size(1), places_of(shape)}, shape[1], in.data_ptr<scalar_t>(),
                                   w.data_ptr<scalar_t>(), b.defined() ? b.data_ptr<scalar_t>() : nullptr,
                                   out.data_ptr<scalar_t>());
  });
  return out;
}

}  // namespace

bool is_pointwise(const Geometry& by, at::IntArrayRef x, at::IntArrayRef weight) {
  constexpr std::int64_t pack = 16;  // of the largest registers
  if (by.groups != 1 || weight[0] > most_channels || weight[1] > most_channels || places_of(x) < pack) return false;
  for (std::size_t d = 0; d < by.stride.size(); ++d)
    if (weight[2 + d] != 1 || by.stride[d] != 1 || by.padding[d] != 0) return false;
  return true;
}

Tensor pointwise(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  return multiplied(x, weight.flatten(1), bias);
}

Tensor pointwise_along_x(const Tensor& g, const Tensor& weight) { return multiplied(g, weight.flatten(1).t(), {}); }

Tensor pointwise_along_weight(const Tensor& g, const Tensor& x, at::IntArrayRef weight) {
  const Tensor sums = at::zeros(weight, x.options().dtype(at::kDouble)), of_g = g.contiguous(), of_x = x.contiguous();
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "pointwise_along_weight", [&] {
    routines<scalar_t>().pointwise_along_weight({x.size(0), x.size(1), places_of(x.sizes())}, weight[0],
                                                of_g.data_ptr<scalar_t>(), of_x.data_ptr<scalar_t>(),
                                                sums.data_ptr<double>());
  });
  return sums.to(x.scalar_type());
}

}  // namespace mlo::kernels
