#include "runtime/kernels/depthwise.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>

#include "runtime/kernels/frames.h"

namespace mlo::kernels {
namespace {

Frames frames_of(const Geometry& by, at::IntArrayRef x, at::IntArrayRef weight) {
  return Frames(x, {weight[2], weight[3]}, {by.padding[0], by.padding[1]}, {by.dilation[0], by.dilation[1]});
}

}  // namespace

bool is_depthwise(const Geometry& by, at::IntArrayRef x, at::IntArrayRef weight) {
  if (x.size() != 4 || by.groups != x[1] || weight[0] != x[1] || by.groups == 1) return false;
  for (std::size_t d = 0; d < 2; ++d)
    if (by.stride[d] != 1 || by.padding[d] > by.dilation[d] * (weight[2 + d] - 1)) return false;
  return true;
}

Tensor depthwise(const Geometry& by, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const Frames frames = frames_of(by, x.sizes(), weight.sizes());
  const Windows& w = frames.windows();
  Tensor out = at::empty({x.size(0), x.size(1), w.rows, w.columns}, x.options());
  const Tensor in = x.contiguous(), factors = weight.contiguous(), added = bias.defined() ? bias.contiguous() : bias;
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "depthwise", [&] {
    auto frame = frames.frame<scalar_t>(0), result = frames.entries<scalar_t>();
    routines<scalar_t>().depthwise(w, {x.size(0), x.size(1), x.size(2) * x.size(3)}, in.data_ptr<scalar_t>(),
                                   factors.data_ptr<scalar_t>(), added.defined() ? added.data_ptr<scalar_t>() : nullptr,
                                   out.data_ptr<scalar_t>(), frame.data(), result.data());
  });
  return out;
}

Tensor depthwise_along_x(const Geometry& by, const Tensor& g, const Tensor& weight) {
  Geometry back = by;  // the transposed convolution: the kernel turned round, and what was cut off put on
  for (std::size_t d = 0; d < 2; ++d)
    back.padding[d] = by.dilation[d] * (weight.size(2 + static_cast<std::int64_t>(d)) - 1) - by.padding[d];
  return depthwise(back, g, weight.flip({2, 3}), {});
}

Tensor depthwise_along_weight(const Geometry& by, const Tensor& g, const Tensor& x, at::IntArrayRef weight) {
  const Frames frames = frames_of(by, x.sizes(), weight);
  Tensor out = at::empty(weight, x.options());
  const Tensor of_g = g.contiguous(), of_x = x.contiguous();
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "depthwise_along_weight", [&] {
    auto frame = frames.frame<scalar_t>(0), spread = frames.entries<scalar_t>();
    std::vector<double> sums(static_cast<std::size_t>(frames.windows().taps));
    routines<scalar_t>().depthwise_along_weight(frames.windows(), {x.size(0), x.size(1), x.size(2) * x.size(3)},
                                                of_g.data_ptr<scalar_t>(), of_x.data_ptr<scalar_t>(),
                                                out.data_ptr<scalar_t>(), frame.data(), spread.data(), sums.data());
  });
  return out;
}

}  // namespace mlo::kernels
