// Pooling to a given size, whatever the size of the input.
#include <ATen/ATen.h>

#include "runtime/nn/entry.h"

namespace mlo::nn {
namespace {

template <bool max, std::size_t D>
std::vector<Shape> adaptive_shapes(const Call&, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  const std::string layer = std::string("adaptive_") + (max ? "max" : "avg") + "_pool" + std::to_string(D) + "d";
  if (x.size() != D + 2) wrong_input(layer, D == 1 ? "sequences [N, C, L]" : "images [N, C, H, W]", x);
  return {};
}

template <bool max, std::size_t D>
Tensor adaptive_pool(LayerCall& c) {
  const Tensor& x = input(c);
  const Shape size = sizes(c.call, 0, D, "size");
  if constexpr (max) return std::get<0>(D == 1 ? at::adaptive_max_pool1d(x, size) : at::adaptive_max_pool2d(x, size));
  if constexpr (!max) return D == 1 ? at::adaptive_avg_pool1d(x, size) : at::adaptive_avg_pool2d(x, size);
}

template <bool max>
std::vector<Shape> global_shapes(const Call&, const std::vector<Shape>& inputs) {
  const Shape& x = inputs.at(0);
  if (x.size() != 3 && x.size() != 4)
    wrong_input(max ? "global_max_pool" : "global_avg_pool", "sequences [N, C, L] or images [N, C, H, W]", x);
  return {};
}

template <bool max>
Tensor global_pool(LayerCall& c) {
  const Tensor& x = input(c);
  const Shape space = x.dim() == 3 ? Shape{2} : Shape{2, 3};
  return max ? at::amax(x, space) : at::mean(x, space);
}

constexpr LayerEntry adaptive_pooling_table[] = {
    {"global_avg_pool()", "The mean over space: `[N, C, H, W]` or `[N, C, L]` to `[N, C]`.", nullptr,
     global_shapes<false>, nullptr, global_pool<false>},
    {"global_max_pool()", "The largest entry in space: `[N, C, H, W]` or `[N, C, L]` to `[N, C]`.", nullptr,
     global_shapes<true>, nullptr, global_pool<true>},
    {"adaptive_avg_pool1d(size: integers in 1..)",
     "Means of windows chosen so that the output has this size: `[N, C, L]` to `[N, C, size]`.", nullptr,
     adaptive_shapes<false, 1>, nullptr, adaptive_pool<false, 1>},
    {"adaptive_avg_pool2d(size: integers in 1..)",
     "Means of windows chosen so that the output has this size: `[N, C, H, W]` to `[N, C, size, size]`.", nullptr,
     adaptive_shapes<false, 2>, nullptr, adaptive_pool<false, 2>},
    {"adaptive_max_pool1d(size: integers in 1..)",
     "Largest entries of windows chosen so that the output has this size: `[N, C, L]` to `[N, C, size]`.", nullptr,
     adaptive_shapes<true, 1>, nullptr, adaptive_pool<true, 1>},
    {"adaptive_max_pool2d(size: integers in 1..)",
     "Largest entries of windows chosen so that the output has this size: `[N, C, H, W]` to `[N, C, size, size]`.",
     nullptr, adaptive_shapes<true, 2>, nullptr, adaptive_pool<true, 2>},
};

}  // namespace

void add_adaptive_pooling(sema::Catalog& catalog) { add_entries(catalog, adaptive_pooling_table); }

}  // namespace mlo::nn
