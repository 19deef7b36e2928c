#include "runtime/kernels/max_pool.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <torch/csrc/autograd/custom_function.h>

#include "runtime/kernels/simd/routines.h"

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

Halves halves_of(at::IntArrayRef image) {
  return {image[0] * image[1], image[2], image[3], image[2] / 2, image[3] / 2};
}

Tensor scattered(const Tensor& g, const Tensor& place, at::IntArrayRef image);
Tensor gathered(const Tensor& u, const Tensor& place);

struct Scatter : Function<Scatter> {
  static Tensor forward(AutogradContext* context, const Tensor& g, const Tensor& place,
                        std::vector<std::int64_t> image) {
    context->save_for_backward({place});
    const Halves planes = halves_of(image);
    const bool even = planes.height % 2 == 0 && planes.width % 2 == 0;  // no rest that no window covers
    Tensor out = even ? at::empty(image, g.options()) : at::zeros(image, g.options());
    const Tensor values = g.contiguous();
    AT_DISPATCH_FLOATING_TYPES(g.scalar_type(), "scatter", [&] {
      routines<scalar_t>().halves_scatter(planes, values.data_ptr<scalar_t>(), place.data_ptr<Place>(),
                                          out.data_ptr<scalar_t>());
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
    const Halves planes = halves_of(u.sizes());
    AT_DISPATCH_FLOATING_TYPES(u.scalar_type(), "gather", [&] {
      routines<scalar_t>().halves_gather(planes, values.data_ptr<scalar_t>(), place.data_ptr<Place>(),
                                         out.data_ptr<scalar_t>());
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
    const Halves planes = halves_of(x.sizes());
    const std::vector<std::int64_t> windows = {x.size(0), x.size(1), planes.rows, planes.columns};
    Tensor out = at::empty(windows, x.options());
    const Tensor place = at::empty(windows, x.options().dtype(at::kInt));
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "max_pool", [&] {
      routines<scalar_t>().halves(planes, x.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(), place.data_ptr<Place>());
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
