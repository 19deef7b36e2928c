// Pooling over space.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/max_pool.h"
#include "runtime/kernels/plain.h"
#include "runtime/nn/entry.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

/// Parameters 0 kernel, 1 stride, 2 padding.
std::vector<std::int64_t> stride_of(const Call& call) { return sizes(call, call.none(1) ? 0 : 1, 2, "stride"); }

std::vector<Shape> check_pool(const char* layer, const Call& call, const Shape& x) {
  if (x.size() != 4) wrong_input(layer, "images [N, C, H, W]", x);
  const auto k = sizes(call, 0, 2, "kernel"), p = sizes(call, 2, 2, "padding");
  for (std::size_t i = 0; i < 2; ++i) {
    if (2 * p[i] > k[i])
      throw std::invalid_argument("padding must be at most half the kernel, and is " + std::to_string(p[i]) +
                                  " for a kernel of " + std::to_string(k[i]));
    if (x[2 + i] + 2 * p[i] < k[i])
      throw std::invalid_argument("`" + std::string(layer) + "` takes images at least as large as its kernel " +
                                  ops::shape_text(k) + ", and got " + ops::shape_text(x));
  }
  return {};
}

std::vector<Shape> max_pool_shapes(const Call& call, const std::vector<Shape>& inputs) {
  return check_pool("max_pool2d", call, inputs.at(0));
}
std::vector<Shape> avg_pool_shapes(const Call& call, const std::vector<Shape>& inputs) {
  return check_pool("avg_pool2d", call, inputs.at(0));
}

Tensor max_pool2d(LayerCall& c) {
  const auto kernel = sizes(c.call, 0, 2, "kernel"), stride = stride_of(c.call),
             padding = sizes(c.call, 2, 2, "padding");
  const std::vector<std::int64_t> two = {2, 2}, none = {0, 0};
  if (kernel == two && stride == two && padding == none && !c.call.boolean(3) && kernels::is_plain(c.inputs[0]))
    return kernels::max_pool_2x2(c.inputs[0]);
  return at::max_pool2d(c.inputs[0], kernel, stride, padding, {1, 1}, c.call.boolean(3));
}

Tensor avg_pool2d(LayerCall& c) {
  return at::avg_pool2d(c.inputs[0], sizes(c.call, 0, 2, "kernel"), stride_of(c.call), sizes(c.call, 2, 2, "padding"),
                        c.call.boolean(3), c.call.boolean(4));
}

std::vector<Shape> global_shapes(const Call&, const std::vector<Shape>& inputs) {
  if (inputs.at(0).size() != 4) wrong_input("global_avg_pool", "images [N, C, H, W]", inputs[0]);
  return {};
}

Tensor global_avg_pool(LayerCall& c) { return at::mean(c.inputs[0], {2, 3}); }

std::vector<Shape> adaptive_shapes(const Call&, const std::vector<Shape>& inputs) {
  if (inputs.at(0).size() != 4) wrong_input("adaptive_avg_pool2d", "images [N, C, H, W]", inputs[0]);
  return {};
}

Tensor adaptive_avg_pool2d(LayerCall& c) { return at::adaptive_avg_pool2d(c.inputs[0], sizes(c.call, 0, 2, "size")); }

constexpr LayerEntry table[] = {
    {"max_pool2d(kernel: integers in 1.., stride: integers? in 1.. = none, padding: integers in 0.. = 0, ceil_mode: "
     "boolean "
     "= false)",
     "The largest entry of each window; the stride is the kernel where none is given. `[N, C, H, W]` to `[N, C, H', "
     "W']`.",
     nullptr, max_pool_shapes, nullptr, max_pool2d},
    {"avg_pool2d(kernel: integers in 1.., stride: integers? in 1.. = none, padding: integers in 0.. = 0, ceil_mode: "
     "boolean "
     "= false, count_include_pad: boolean = true)",
     "The mean of each window; the stride is the kernel where none is given. `[N, C, H, W]` to `[N, C, H', W']`.",
     nullptr, avg_pool_shapes, nullptr, avg_pool2d},
    {"global_avg_pool()", "The mean over the image: `[N, C, H, W]` to `[N, C]`.", nullptr, global_shapes, nullptr,
     global_avg_pool},
    {"adaptive_avg_pool2d(size: integers in 1..)",
     "Means of windows chosen so that the output has this size: `[N, C, H, W]` to `[N, C, size, size]`.", nullptr,
     adaptive_shapes, nullptr, adaptive_avg_pool2d},
};

}  // namespace

void add_pooling(sema::Catalog& catalog) { add_entries(catalog, table); }

}  // namespace mlo::nn
