#include "runtime/kernels/raw_convolution.h"

#include <ATen/ATen.h>

#include "runtime/kernels/depthwise.h"
#include "runtime/kernels/pointwise.h"

namespace mlo::kernels {
namespace {

using Sizes = std::vector<std::int64_t>;

/// Over all dimensions but that of the channels.
Tensor bias_gradient(const Tensor& g) { return g.flatten(2).sum(at::IntArrayRef{0, 2}); }

}  // namespace

Tensor raw_convolution(const Geometry& by, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (is_depthwise(by, x.sizes(), weight.sizes())) return depthwise(by, x, weight, bias);
  if (is_pointwise(by, x.sizes(), weight.sizes())) return pointwise(x, weight, bias);
  return at::convolution(x, weight, bias.defined() ? c10::optional<Tensor>(bias) : c10::nullopt, by.stride, by.padding,
                         by.dilation, false, Sizes(by.stride.size(), 0), by.groups);
}

ConvolutionDerivatives raw_convolution_backward(const Geometry& by, const Tensor& g, const Tensor& x,
                                                at::IntArrayRef x_shape, const Tensor& weight,
                                                at::IntArrayRef weight_shape, std::array<bool, 3> mask) {
  ConvolutionDerivatives out;
  if (is_depthwise(by, x_shape, weight_shape)) {
    if (mask[0]) out.x = depthwise_along_x(by, g, weight);
    if (mask[1]) out.weight = depthwise_along_weight(by, g, x, weight_shape);
    if (mask[2]) out.bias = bias_gradient(g);
  } else if (is_pointwise(by, x_shape, weight_shape)) {
    if (mask[0]) out.x = pointwise_along_x(g, weight);
    if (mask[1]) out.weight = pointwise_along_weight(g, x, weight_shape);
    if (mask[2]) out.bias = bias_gradient(g);
  } else {
    const auto given = [&](const Tensor& t, at::IntArrayRef shape) {
      return t.defined() ? t : at::empty(shape, g.options());
    };
    std::tie(out.x, out.weight, out.bias) = at::convolution_backward(
        g.contiguous(), given(x, x_shape), given(weight, weight_shape), weight_shape.slice(0, 1), by.stride, by.padding,
        by.dilation, false, Sizes(by.stride.size(), 0), by.groups, mask);
  }
  return out;
}

}  // namespace mlo::kernels
