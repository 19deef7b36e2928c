#include "runtime/kernels/pool_3x3.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <torch/csrc/autograd/custom_function.h>

#include <limits>

#include "runtime/kernels/frames.h"

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

Frames frames_of(const Tensor& x) { return Frames(x.sizes(), {3, 3}, {1, 1}, {1, 1}); }

std::int64_t planes_of(const Tensor& x) { return x.size(0) * x.size(1); }

/// Max-pooling and where each window's largest entry is: 0 ... 8, row by row.
std::pair<Tensor, Tensor> largest(const Tensor& x) {
  Tensor out = at::empty_like(x), place = at::empty(x.sizes(), x.options().dtype(at::kInt));
  const Frames frames = frames_of(x);
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "max_pool_3x3", [&] {
    auto frame = frames.frame(-std::numeric_limits<scalar_t>::infinity()), result = frames.entries<scalar_t>();
    auto where = frames.entries<Place>();
    routines<scalar_t>().max_pool(frames.windows(), planes_of(x), x.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(),
                                  place.data_ptr<Place>(), frame.data(), result.data(), where.data());
  });
  return {out, place};
}

Tensor scattered(const Tensor& g, const Tensor& place);
Tensor gathered(const Tensor& u, const Tensor& place);

/// Each value of g to the place of its window.
struct Scatter : Function<Scatter> {
  static Tensor forward(AutogradContext* context, const Tensor& of_g, const Tensor& place) {
    context->save_for_backward({place});
    const Tensor g = of_g.contiguous();
    Tensor out = at::empty_like(g);
    const Frames frames = frames_of(g);
    AT_DISPATCH_FLOATING_TYPES(g.scalar_type(), "scatter_3x3", [&] {
      auto frame = frames.frame<scalar_t>(0), result = frames.entries<scalar_t>();
      auto places = frames.frame<Place>(-1);
      routines<scalar_t>().max_pool_scatter(frames.windows(), planes_of(g), g.data_ptr<scalar_t>(),
                                            place.data_ptr<Place>(), out.data_ptr<scalar_t>(), frame.data(),
                                            places.data(), result.data());
    });
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    Tensors out(2);
    if (u[0].defined()) out[0] = gathered(u[0], context->get_saved_variables()[0]);
    return out;
  }
};

/// Its transpose: the entry of u at the place of each window.
struct Gather : Function<Gather> {
  static Tensor forward(AutogradContext* context, const Tensor& of_u, const Tensor& place) {
    context->save_for_backward({place});
    const Tensor u = of_u.contiguous();
    const std::int64_t height = u.size(2), width = u.size(3);
    Tensor out = at::empty_like(u);
    AT_DISPATCH_FLOATING_TYPES(u.scalar_type(), "gather_3x3", [&] {
      const scalar_t* from = u.data_ptr<scalar_t>();
      const Place* where = place.data_ptr<Place>();
      scalar_t* to = out.data_ptr<scalar_t>();
      for (std::int64_t plane = 0, k = 0; plane < planes_of(u); ++plane, from += height * width)
        for (std::int64_t i = 0; i < height; ++i)
          for (std::int64_t j = 0; j < width; ++j, ++k)
            to[k] = from[(i + where[k] / 3 - 1) * width + j + where[k] % 3 - 1];
    });
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    Tensors out(2);
    if (g[0].defined()) out[0] = scattered(g[0], context->get_saved_variables()[0]);
    return out;
  }
};

Tensor scattered(const Tensor& g, const Tensor& place) { return Scatter::apply(g, place); }
Tensor gathered(const Tensor& u, const Tensor& place) { return Gather::apply(u, place); }

struct MaxPool : Function<MaxPool> {
  static Tensor forward(AutogradContext* context, const Tensor& x) {
    auto [out, place] = largest(x);
    context->save_for_backward({place});
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    if (!g[0].defined()) return {Tensor()};
    return {scattered(g[0], context->get_saved_variables()[0])};
  }
};

/// One over the number of entries of each window `[H, W]`.
Tensor shares(const Tensor& x, bool counts_padding) {
  const Tensor nine = at::full({x.size(2), x.size(3)}, 9, x.options());
  if (counts_padding) return nine.reciprocal();
  const auto in_reach = [&](std::int64_t size) {
    Tensor count = at::full({size}, 3, x.options());
    count[0] -= 1;
    count[size - 1] -= 1;
    return count;
  };
  return at::outer(in_reach(x.size(2)), in_reach(x.size(3))).reciprocal();
}

Tensor averaged(const Tensor& x, const Tensor& share, bool transposed);

/// The sum of each window times its share; `transposed`: the sum of the window's entries, each times its own. Each is
/// the other's derivative.
struct Average : Function<Average> {
  static Tensor forward(AutogradContext* context, const Tensor& of_x, const Tensor& share, bool transposed) {
    context->save_for_backward({share});
    context->saved_data["transposed"] = transposed;
    const Tensor x = of_x.contiguous();
    Tensor out = at::empty_like(x);
    const Frames frames = frames_of(x);
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "avg_pool_3x3", [&] {
      auto frame = frames.frame<scalar_t>(0), result = frames.entries<scalar_t>();
      const scalar_t* by = share.data_ptr<scalar_t>();
      routines<scalar_t>().box(frames.windows(), planes_of(x), x.data_ptr<scalar_t>(), transposed ? by : nullptr,
                               transposed ? nullptr : by, out.data_ptr<scalar_t>(), frame.data(), result.data());
    });
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    Tensors out(3);
    if (g[0].defined())
      out[0] = averaged(g[0], context->get_saved_variables()[0], !context->saved_data["transposed"].toBool());
    return out;
  }
};

Tensor averaged(const Tensor& x, const Tensor& share, bool transposed) { return Average::apply(x, share, transposed); }

}  // namespace

Tensor max_pool_3x3(const Tensor& x) { return MaxPool::apply(x); }

Tensor avg_pool_3x3(const Tensor& x, bool counts_padding) { return averaged(x, shares(x, counts_padding), false); }

}  // namespace mlo::kernels
