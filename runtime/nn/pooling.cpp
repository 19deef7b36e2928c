// Pooling over windows of sequences and images.
#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/max_pool.h"
#include "runtime/kernels/plain.h"
#include "runtime/kernels/pool_3x3.h"
#include "runtime/nn/entry.h"
#include "runtime/ops/shape.h"

namespace mlo::nn {
namespace {

// The order of the parameters; max pooling goes on with dilation, ceil_mode, average pooling with ceil_mode, ...
enum : std::size_t { kernel, stride, padding, dilation, ceil_of_max };
enum : std::size_t { ceil_of_avg = 3, count_include_pad, divisor_override };

/// The windows of a pooling layer.
struct Windows {
  Shape kernel, stride, padding, dilation;
};

/// The stride is the kernel where none is given.
Windows windows_of(const Call& call, std::size_t dims, bool dilates) {
  return {sizes(call, kernel, dims, "kernel"), sizes(call, call.none(stride) ? kernel : stride, dims, "stride"),
          sizes(call, padding, dims, "padding"), dilates ? sizes(call, dilation, dims, "dilation") : Shape(dims, 1)};
}

void check_windows(const std::string& layer, const Windows& w, const Shape& x) {
  const std::size_t dims = w.kernel.size();
  if (x.size() != dims + 2) wrong_input(layer, dims == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]", x);
  for (std::size_t i = 0; i < dims; ++i) {
    if (2 * w.padding[i] > w.kernel[i])
      throw std::invalid_argument("padding must be at most half the kernel, and is " + std::to_string(w.padding[i]) +
                                  " for a kernel of " + std::to_string(w.kernel[i]));
    if (x[2 + i] + 2 * w.padding[i] < w.dilation[i] * (w.kernel[i] - 1) + 1)
      wrong_input(layer, "an input at least as large as its kernel " + ops::shape_text(w.kernel), x);
  }
}

template <std::size_t D>
std::vector<Shape> max_pool_shapes(const Call& call, const std::vector<Shape>& inputs) {
  check_windows(D == 1 ? "max_pool1d" : "max_pool2d", windows_of(call, D, true), inputs.at(0));
  return {};
}

template <std::size_t D>
std::vector<Shape> avg_pool_shapes(const Call& call, const std::vector<Shape>& inputs) {
  check_windows(D == 1 ? "avg_pool1d" : "avg_pool2d", windows_of(call, D, false), inputs.at(0));
  return {};
}

Tensor max_pool1d(LayerCall& c) {
  const Windows w = windows_of(c.call, 1, true);
  return at::max_pool1d(input(c), w.kernel, w.stride, w.padding, w.dilation, c.call.boolean(ceil_of_max));
}

/// Windows of size x size, without dilation and by whole windows: what the kernels are made for.
bool is_square(const Windows& w, std::int64_t size, std::int64_t stride, std::int64_t padding, bool ceil) {
  const auto both = [](std::int64_t n) { return Shape{n, n}; };
  return w.kernel == both(size) && w.stride == both(stride) && w.padding == both(padding) && w.dilation == both(1) &&
         !ceil;
}

Tensor max_pool2d(LayerCall& c) {
  const Windows w = windows_of(c.call, 2, true);
  const bool ceil = c.call.boolean(ceil_of_max), plain = kernels::is_plain(input(c));
  if (plain && is_square(w, 2, 2, 0, ceil)) return kernels::max_pool_2x2(input(c));
  if (plain && is_square(w, 3, 1, 1, ceil)) return kernels::max_pool_3x3(input(c));
  return at::max_pool2d(input(c), w.kernel, w.stride, w.padding, w.dilation, ceil);
}

Tensor avg_pool1d(LayerCall& c) {
  const Windows w = windows_of(c.call, 1, false);
  return at::avg_pool1d(input(c), w.kernel, w.stride, w.padding, c.call.boolean(ceil_of_avg),
                        c.call.boolean(count_include_pad));
}

Tensor avg_pool2d(LayerCall& c) {
  const Windows w = windows_of(c.call, 2, false);
  const c10::optional<std::int64_t> divisor =
      c.call.none(divisor_override) ? c10::nullopt : c10::make_optional(c.call.integer(divisor_override));
  if (!divisor && kernels::is_plain(input(c)) && is_square(w, 3, 1, 1, c.call.boolean(ceil_of_avg)))
    return kernels::avg_pool_3x3(input(c), c.call.boolean(count_include_pad));
  return at::avg_pool2d(input(c), w.kernel, w.stride, w.padding, c.call.boolean(ceil_of_avg),
                        c.call.boolean(count_include_pad), divisor);
}

#define WINDOWS "kernel: integers in 1.., stride: integers? in 1.. = none, padding: integers in 0.. = 0, "
#define MAX_ARGUMENTS "(" WINDOWS "dilation: integers in 1.. = 1, ceil_mode: boolean = false)"
#define AVG_ARGUMENTS WINDOWS "ceil_mode: boolean = false, count_include_pad: boolean = true"

constexpr LayerEntry pooling_table[] = {
    {"max_pool1d" MAX_ARGUMENTS,
     "The largest entry of each window; the stride is the kernel where none is given. `[N, C, L]` to `[N, C, L']`.",
     nullptr, max_pool_shapes<1>, nullptr, max_pool1d},
    {"max_pool2d" MAX_ARGUMENTS,
     "The largest entry of each window; the stride is the kernel where none is given. `[N, C, H, W]` to `[N, C, H', "
     "W']`.",
     nullptr, max_pool_shapes<2>, nullptr, max_pool2d},
    {"avg_pool1d(" AVG_ARGUMENTS ")",
     "The mean of each window; the stride is the kernel where none is given. `[N, C, L]` to `[N, C, L']`.", nullptr,
     avg_pool_shapes<1>, nullptr, avg_pool1d},
    {"avg_pool2d(" AVG_ARGUMENTS ", divisor_override: integer? in 1.. = none)",
     "The mean of each window, or its sum over divisor_override; the stride is the kernel where none is given.\n"
     "`[N, C, H, W]` to `[N, C, H', W']`.",
     nullptr, avg_pool_shapes<2>, nullptr, avg_pool2d},
};

#undef WINDOWS
#undef MAX_ARGUMENTS
#undef AVG_ARGUMENTS

}  // namespace

void add_pooling(sema::Catalog& catalog) { add_entries(catalog, pooling_table); }

}  // namespace mlo::nn
