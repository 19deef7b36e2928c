#include "runtime/nn/initialize.h"

#include <ATen/ATen.h>

#include <cmath>

namespace mlo::nn {
namespace {

double fan_in(const Shape& weight) {
  double out = 1;
  for (std::size_t i = 1; i < weight.size(); ++i) out *= static_cast<double>(weight[i]);
  return out;
}

/// In the order in which torch.nn.init computes it, for the last bit's sake.
double kaiming_bound(double fan) {
  const double a = std::sqrt(5.0);
  const double gain = std::sqrt(2.0 / (1 + a * a));
  return std::sqrt(3.0) * (gain / std::sqrt(fan));
}

}  // namespace

/// Drawn on the CPU: a run starts from the same numbers on every device.
Tensor uniform(const Call& call, const Shape& shape, double bound) {
  const Tensor drawn = at::empty(shape, call.options().device(at::kCPU)).uniform_(-bound, bound, call.generator());
  return drawn.to(call.options().device());
}

Tensor xavier_uniform(const Call& call, const Shape& shape) {
  const double deviation = std::sqrt(2.0 / static_cast<double>(shape.at(0) + shape.at(1)));
  return uniform(call, shape, std::sqrt(3.0) * deviation);
}

Tensors kaiming_uniform(const Call& call, const std::vector<Shape>& shapes) {
  const double fan = fan_in(shapes.at(0));
  Tensors out = {uniform(call, shapes[0], fan > 0 ? kaiming_bound(fan) : 0)};
  if (shapes.size() > 1) out.push_back(uniform(call, shapes[1], fan > 0 ? 1 / std::sqrt(fan) : 0));
  return out;
}

Tensor standard_normal(const Call& call, const Shape& shape) {
  const Tensor drawn = at::empty(shape, call.options().device(at::kCPU)).normal_(0, 1, call.generator());
  return drawn.to(call.options().device());
}

Tensors ones_and_zeros(const Call& call, const std::vector<Shape>& shapes) {
  Tensors out;
  for (const Shape& shape : shapes)
    out.push_back(out.empty() ? at::ones(shape, call.options()) : at::zeros(shape, call.options()));
  return out;
}

}  // namespace mlo::nn
