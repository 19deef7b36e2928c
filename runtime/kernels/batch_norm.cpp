#include "runtime/kernels/batch_norm.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <torch/csrc/autograd/custom_function.h>

// With x^ = (x - mean) s, s = (variance + eps)^(-1/2), m values in a channel, and the operator
//   P g = g - mean(g) - x^ mean(g x^),
// the first derivative along g is dx = w s P g, dw = sum(g x^), db = sum(g). For cotangents u, uw, ub of these,
//   L = <u, dx> + uw dw + ub db,   Q = sum(u g) - sum(u) sum(g) / m - sum(u x^) sum(g x^) / m,
// has, as P is symmetric and the Jacobian of x^ is s P, the derivatives
//   dL/dg = w s P u + uw x^ + ub,
//   dL/dw = s Q,
//   dL/dx = s P h - w Q s^2 x^ / m   with   h = uw g - w s (u sum(g x^) + g sum(u x^)) / m.
namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

struct First {
  Tensor x, weight, bias;  ///< derivatives along these
};

/// `weight` undefined: taken as 1.
First first_derivative(const Tensor& g, const Tensor& x, const Tensor& weight, const Tensor& mean, const Tensor& s,
                       double eps) {
  auto [along_x, along_weight, along_bias] = at::native_batch_norm_backward(
      g.contiguous(), x, weight, Tensor(), Tensor(), mean, s, true, eps, {true, true, true});
  return {along_x, along_weight, along_bias};
}

/// a p + b q + c x + d with coefficients a, b, c, d by channel.
Tensor combine(const Tensor& a, const Tensor& p, const Tensor& b, const Tensor& q, const Tensor& c, const Tensor& x,
               const Tensor& d) {
  Tensor out = at::empty_like(x);
  const std::int64_t batch = x.size(0), channels = x.size(1),
                     space = x.numel() / std::max<std::int64_t>(1, batch * channels);
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "combine", [&] {
    const auto data = [](const Tensor& t) { return t.data_ptr<scalar_t>(); };
    for (std::int64_t n = 0; n < batch; ++n)
      for (std::int64_t channel = 0; channel < channels; ++channel) {
        const std::int64_t at = (n * channels + channel) * space;
        const scalar_t by_p = data(a)[channel], by_q = data(b)[channel], by_x = data(c)[channel],
                       add = data(d)[channel];
        const scalar_t *in_p = data(p) + at, *in_q = data(q) + at, *in_x = data(x) + at;
        scalar_t* to = data(out) + at;
        for (std::int64_t i = 0; i < space; ++i) to[i] = by_p * in_p[i] + by_q * in_q[i] + by_x * in_x[i] + add;
      }
  });
  return out;
}

/// By channel: sum of a * b.
Tensor channel_dot(const Tensor& a, const Tensor& b) {
  const Tensor product = a * b;
  return product.reshape({product.size(0), product.size(1), -1}).sum(at::IntArrayRef{0, 2});
}

/// dL/dg, dL/dx, dL/dw, without a graph.
Tensors second_derivative(const Tensors& u, const Tensor& g, const Tensor& x, const Tensor& w, const Tensor& mean,
                          const Tensor& s, double eps) {
  const auto m = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  const First of_u = first_derivative(u[0], x, Tensor(), mean, s, eps);  // s P u, sum(u x^), sum(u)
  const First of_g = first_derivative(g, x, Tensor(), mean, s, eps);
  const Tensor q = channel_dot(u[0], g) - (of_u.bias * of_g.bias + of_u.weight * of_g.weight) / m;
  const Tensor from_x = u[1] * s;  // uw x^ = from_x x - from_x mean
  const Tensor along_g = combine(w, of_u.x, at::zeros_like(w), of_g.x, from_x, x, u[2] - from_x * mean);
  const Tensor back_x = -(w * q * s.pow(3)) / m;
  const Tensor along_x =
      combine(-(w * s * of_g.weight) / m, of_u.x, u[1] - w * s * of_u.weight / m, of_g.x, back_x, x, -(back_x * mean));
  return {along_g, along_x, s * q};
}

/// The same, differentiable in everything; mean and variance are taken from x anew.
Tensors composed_second_derivative(const Tensors& u, const Tensor& g, const Tensor& x, const Tensor& w, double eps) {
  std::vector<std::int64_t> others, wide(static_cast<std::size_t>(x.dim()), 1);
  for (std::int64_t d = 0; d < x.dim(); ++d)
    if (d != 1) others.push_back(d);
  wide[1] = -1;
  const auto mean = [&](const Tensor& t) { return t.mean(others, true); };
  const auto sum = [&](const Tensor& t) { return t.sum(others, true); };
  const auto m = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  const Tensor centered = x - mean(x), s = (mean(centered.square()) + eps).rsqrt(), hat = centered * s;
  const auto project = [&](const Tensor& t) { return t - mean(t) - hat * mean(t * hat); };
  const Tensor weight = w.view(wide), uw = u[1].view(wide), ub = u[2].view(wide);
  const Tensor pu = project(u[0]), q = sum(pu * g);
  const Tensor h = uw * g - weight * s * (u[0] * mean(g * hat) + g * mean(u[0] * hat));
  return {weight * s * pu + uw * hat + ub, s * project(h) - weight * q * s.square() * hat / m, (s * q).view(-1)};
}

struct BatchNormBackward : Function<BatchNormBackward> {
  static Tensors forward(AutogradContext* context, const Tensor& g, const Tensor& x, const Tensor& weight,
                         const Tensor& mean, const Tensor& s, double eps) {
    context->save_for_backward({g, x, weight, mean, s});
    context->saved_data["eps"] = eps;
    First out = first_derivative(g, x, weight, mean, s, eps);
    return {out.x, out.weight, out.bias};
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    const Tensors saved = context->get_saved_variables();
    const Tensor &g = saved[0], &x = saved[1], &w = saved[2];
    const double eps = context->saved_data["eps"].toDouble();
    if (!u[0].defined()) u[0] = at::zeros_like(x);
    for (std::size_t i = 1; i < 3; ++i)
      if (!u[i].defined()) u[i] = at::zeros_like(w);
    Tensors out = at::GradMode::is_enabled() ? composed_second_derivative(u, g, x, w, eps)
                                             : second_derivative(u, g, x, w.contiguous(), saved[3], saved[4], eps);
    out.resize(6);  // mean, s and eps take none: they follow x
    return out;
  }
};

struct BatchNorm : Function<BatchNorm> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const std::pair<Tensor, Tensor>& running, double momentum, double eps) {
    auto [out, mean, s] = at::native_batch_norm(x, weight, bias, running.first, running.second, true, momentum, eps);
    context->save_for_backward({x, weight, mean, s});
    context->saved_data["eps"] = eps;
    return out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    Tensors out(6);
    if (!g[0].defined()) return out;
    const Tensors saved = context->get_saved_variables();
    Tensors first =
        BatchNormBackward::apply(g[0], saved[0], saved[1], saved[2], saved[3], context->saved_data["eps"].toDouble());
    std::move(first.begin(), first.end(), out.begin());
    return out;
  }
};

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, double momentum, double eps) {
  return BatchNorm::apply(x, weight, bias, std::pair(running_mean, running_var), momentum, eps);
}

}  // namespace mlo::kernels
