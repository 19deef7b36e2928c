#include "runtime/kernels/max_pool.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <torch/csrc/autograd/custom_function.h>

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

/// Which entry of a window was the largest: 0, 1 above, 2, 3 below.
using Place = std::int32_t;

struct Planes {
  explicit Planes(const at::IntArrayRef image)
      : count(image[0] * image[1]), height(image[2]), width(image[3]), rows(height / 2), columns(width / 2) {}
  std::int64_t count, height, width;  ///< of the image
  std::int64_t rows, columns;         ///< of windows
};

/// Without branches: which entry is the largest is noise that a processor cannot predict.
template <class T>
void pool(const T* x, T* out, Place* place, const Planes& s) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      const T* above = x + (plane * s.height + 2 * row) * s.width;
      const T* below = above + s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        T best = above[2 * i];
        Place which = 0;
        const auto compare = [&](T value, Place k) {
          const bool takes = (value > best) | (value != value);
          best = takes ? value : best;
          which = takes ? k : which;
        };
        compare(above[2 * i + 1], 1);
        compare(below[2 * i], 2);
        compare(below[2 * i + 1], 3);
        out[at + i] = best;
        place[at + i] = which;
      }
    }
}

/// The transpose of `gather`: each value to its place in the window, zero elsewhere.
template <class T>
void scatter(const T* g, const Place* place, T* out, const Planes& s) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      T* above = out + (plane * s.height + 2 * row) * s.width;
      T* below = above + s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        const T value = g[at + i];
        const Place which = place[at + i];
        above[2 * i] = which == 0 ? value : T(0);
        above[2 * i + 1] = which == 1 ? value : T(0);
        below[2 * i] = which == 2 ? value : T(0);
        below[2 * i + 1] = which == 3 ? value : T(0);
      }
    }
}

template <class T>
void gather(const T* u, const Place* place, T* out, const Planes& s) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      const T* above = u + (plane * s.height + 2 * row) * s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        const Place which = place[at + i];
        out[at + i] = above[(which >> 1) * s.width + 2 * i + (which & 1)];
      }
    }
}

Tensor scattered(const Tensor& g, const Tensor& place, at::IntArrayRef image);
Tensor gathered(const Tensor& u, const Tensor& place);

struct Scatter : Function<Scatter> {
  static Tensor forward(AutogradContext* context, const Tensor& g, const Tensor& place,
                        std::vector<std::int64_t> image) {
    context->save_for_backward({place});
    const Planes planes(image);
    const bool even = planes.height % 2 == 0 && planes.width % 2 == 0;  // no rest that no window covers
    Tensor out = even ? at::empty(image, g.options()) : at::zeros(image, g.options());
    const Tensor values = g.contiguous();
    AT_DISPATCH_FLOATING_TYPES(g.scalar_type(), "scatter", [&] {
      scatter(values.data_ptr<scalar_t>(), place.data_ptr<Place>(), out.data_ptr<scalar_t>(), planes);
    });
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    Tensors out(3);
    if (u[0].defined()) out[0] = gathered(u[0], context->get_saved_variables()[0]);
    return out;
  }
};

struct Gather : Function<Gather> {
  static Tensor forward(AutogradContext* context, const Tensor& u, const Tensor& place) {
    context->save_for_backward({place});
    context->saved_data["image"] = u.sizes().vec();
    Tensor out = at::empty(place.sizes(), u.options());
    const Tensor values = u.contiguous();
    const Planes planes(u.sizes());
    AT_DISPATCH_FLOATING_TYPES(u.scalar_type(), "gather", [&] {
      gather(values.data_ptr<scalar_t>(), place.data_ptr<Place>(), out.data_ptr<scalar_t>(), planes);
    });
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    Tensors out(2);
    if (g[0].defined())
      out[0] = scattered(g[0], context->get_saved_variables()[0], context->saved_data["image"].toIntVector());
    return out;
  }
};

Tensor scattered(const Tensor& g, const Tensor& place, at::IntArrayRef image) {
  return Scatter::apply(g, place, image.vec());
}
Tensor gathered(const Tensor& u, const Tensor& place) { return Gather::apply(u, place); }

struct MaxPool : Function<MaxPool> {
  static Tensor forward(AutogradContext* context, const Tensor& x) {
    const Planes planes(x.sizes());
    const std::vector<std::int64_t> windows = {x.size(0), x.size(1), planes.rows, planes.columns};
    Tensor out = at::empty(windows, x.options());
    const Tensor place = at::empty(windows, x.options().dtype(at::kInt));
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "max_pool", [&] {
      pool(x.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(), place.data_ptr<Place>(), planes);
    });
    context->save_for_backward({place});
    context->saved_data["image"] = x.sizes().vec();
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    if (!g[0].defined()) return {Tensor()};
    return {scattered(g[0], context->get_saved_variables()[0], context->saved_data["image"].toIntVector())};
  }
};

}  // namespace

Tensor max_pool_2x2(const Tensor& x) { return MaxPool::apply(x); }

}  // namespace mlo::kernels
