#include "runtime/kernels/batch_norm.h"

#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "runtime/kernels/simd/routines.h"

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

/// Channels with fewer entries in a sample than this are LibTorch's: there is nothing to do side by side.
constexpr std::int64_t least_space = 16;

Batch sizes(const Tensor& x) {
  return {x.size(0), x.size(1), x.numel() / std::max<std::int64_t>(1, x.size(0) * x.size(1))};
}

template <class T>
std::vector<T> by_channel(std::int64_t channels, const std::function<double(std::size_t)>& value) {
  std::vector<T> out(static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<T>(value(i));
  return out;
}

/// By channel: the sums of x - shift, and of (x - shift) (y - y_shift); undefined shifts are 0.
struct Moments {
  Moments(const Tensor& x, const Tensor& shift, const Tensor& y, const Tensor& y_shift)
      : sums(static_cast<std::size_t>(x.size(1))), products(sums.size()) {
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "moments", [&] {
      const std::vector<scalar_t> none(sums.size(), scalar_t(0));
      const auto data = [&](const Tensor& t) { return t.defined() ? t.data_ptr<scalar_t>() : none.data(); };
      routines<scalar_t>().moments(sizes(x), data(x), data(shift), data(y), data(y_shift), sums.data(),
                                   products.data());
    });
  }
  std::vector<double> sums, products;
};

struct Normalized {
  Tensor out, mean, s;
};

Normalized normalize(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, double momentum, double eps) {
  const Batch size = sizes(x);
  if (size.space < least_space) {
    auto [out, mean, s] = at::native_batch_norm(x, weight, bias, running_mean, running_var, true, momentum, eps);
    return {out, mean, s};
  }
  const auto m = static_cast<double>(size.batch * size.space);
  Normalized to{at::empty_like(x), at::empty({size.channels}, x.options()), at::empty({size.channels}, x.options())};
  Tensor variance = at::empty_like(to.mean);
  const Moments first(x, {}, x, {});
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "normalize", [&] {
    const auto data = [](const Tensor& t) { return t.data_ptr<scalar_t>(); };
    for (std::size_t c = 0; c < first.sums.size(); ++c) data(to.mean)[c] = static_cast<scalar_t>(first.sums[c] / m);
    const Moments second(x, to.mean, x, to.mean);
    const auto a = by_channel<scalar_t>(size.channels, [&](std::size_t c) {
      const double v = second.products[c] / m - second.sums[c] / m * second.sums[c] / m, s = 1 / std::sqrt(v + eps);
      data(variance)[c] = static_cast<scalar_t>(v);
      data(to.s)[c] = static_cast<scalar_t>(s);
      return weight.defined() ? s * static_cast<double>(data(weight)[c]) : s;
    });
    const auto d = by_channel<scalar_t>(size.channels, [&](std::size_t c) {
      const double back = -static_cast<double>(data(to.mean)[c]) * static_cast<double>(a[c]);
      return bias.defined() ? back + static_cast<double>(data(bias)[c]) : back;
    });
    routines<scalar_t>().scale(size, a.data(), data(x), d.data(), data(to.out));
  });
  if (running_mean.defined()) running_mean.mul_(1 - momentum).add_(to.mean, momentum);
  if (running_var.defined()) running_var.mul_(1 - momentum).add_(variance, momentum * m / (m - 1));
  return to;
}

struct First {
  Tensor x, weight, bias;  ///< derivatives along these
};

/// `weight` undefined: taken as 1.
First first_derivative(const Tensor& of_g, const Tensor& x, const Tensor& weight, const Tensor& mean, const Tensor& s,
                       double eps) {
  const Batch size = sizes(x);
  const Tensor g = of_g.contiguous();
  if (size.space < least_space) {
    auto [along_x, along_weight, along_bias] =
        at::native_batch_norm_backward(g, x, weight, Tensor(), Tensor(), mean, s, true, eps, {true, true, true});
    return {along_x, along_weight, along_bias};
  }
  const auto m = static_cast<double>(size.batch * size.space);
  First to{at::empty_like(x), at::empty_like(s), at::empty_like(s)};
  const Moments of(g, {}, x, mean);
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "first_derivative", [&] {
    const auto data = [](const Tensor& t) { return t.data_ptr<scalar_t>(); };
    const auto at = [&](const Tensor& t, std::size_t c) { return static_cast<double>(data(t)[c]); };
    for (std::size_t c = 0; c < of.sums.size(); ++c) {
      data(to.weight)[c] = static_cast<scalar_t>(of.products[c] * at(s, c));
      data(to.bias)[c] = static_cast<scalar_t>(of.sums[c]);
    }
    const auto factor = [&](std::size_t c) { return weight.defined() ? at(weight, c) * at(s, c) : at(s, c); };
    const auto from_x = [&](std::size_t c) { return -factor(c) * at(s, c) * at(s, c) * of.products[c] / m; };
    const auto by_g = by_channel<scalar_t>(size.channels, factor), by_x = by_channel<scalar_t>(size.channels, from_x);
    const auto added = by_channel<scalar_t>(
        size.channels, [&](std::size_t c) { return -factor(c) * of.sums[c] / m - from_x(c) * at(mean, c); });
    routines<scalar_t>().mix(size, by_g.data(), data(g), by_x.data(), data(x), added.data(), data(to.x));
  });
  return to;
}

/// By channel, in double precision.
std::vector<double> doubles(const Tensor& t) {
  std::vector<double> out(static_cast<std::size_t>(t.numel()));
  AT_DISPATCH_FLOATING_TYPES(t.scalar_type(), "doubles",
                             [&] { std::copy_n(t.data_ptr<scalar_t>(), t.numel(), out.begin()); });
  return out;
}

/// What the second derivative takes of a channel; sums over it are `sum(g)` and so on above.
struct Channel {
  double m, w, s, mean, uw, ub, sum_g, sum_gx, sum_u, sum_ux, sum_ug;

  double q() const { return sum_ug - (sum_u * sum_g + sum_ux * sum_gx) / m; }
  // h = of_g g + of_u u
  double of_g() const { return uw - w * s * sum_ux / m; }
  double of_u() const { return -w * s * sum_gx / m; }

  // dL/dg = w s u + x_in_g x + rest_of_g
  double x_in_g() const { return s * of_g(); }
  double rest_of_g() const { return ub - w * s * sum_u / m - x_in_g() * mean; }
  // dL/dx = s of_u u + s of_g g + x_in_x x + rest_of_x
  double x_in_x() const { return -s * s * (of_g() * sum_gx + of_u() * sum_ux + w * s * q()) / m; }
  double rest_of_x() const { return -s * (of_g() * sum_g + of_u() * sum_u) / m - x_in_x() * mean; }
};

/// `along_weight` and `along_bias` are the sums of g x^ and of g.
std::vector<Channel> channels_of(const Tensors& u, const Tensor& g, const Tensors& saved, const Tensor& along_weight,
                                 const Tensor& along_bias) {
  const Tensor &x = saved[1], &mean = saved[3];
  const Moments with_x(u[0], {}, x, mean), with_g(u[0], {}, g, {});
  const auto w = doubles(saved[2]), s = doubles(saved[4]), means = doubles(mean), uw = doubles(u[1]),
             ub = doubles(u[2]), sum_gx = doubles(along_weight), sum_g = doubles(along_bias);
  const auto m = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  std::vector<Channel> out;
  for (std::size_t c = 0; c < w.size(); ++c)
    out.push_back({m, w[c], s[c], means[c], uw[c], ub[c], sum_g[c], sum_gx[c], with_x.sums[c],
                   with_x.products[c] * s[c], with_g.products[c]});
  return out;
}

/// dL/dg, dL/dx, dL/dw, without a graph. `saved`: g, x, weight, mean, s, and g's sums.
Tensors second_derivative(const Tensors& u, const Tensors& saved) {
  const Tensor g = saved[0].contiguous(), &x = saved[1];
  const std::vector<Channel> channels = channels_of(u, g, saved, saved[5], saved[6]);
  Tensors out{at::empty_like(x), at::empty_like(x), at::empty_like(saved[2])};
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "second_derivative", [&] {
    const auto data = [](const Tensor& t) { return t.data_ptr<scalar_t>(); };
    const auto each = [&](const std::function<double(const Channel&)>& value) {
      return by_channel<scalar_t>(x.size(1), [&](std::size_t c) { return value(channels[c]); });
    };
    const auto u_in_g = each([](const Channel&c) { return c.w * c.s; }), x_in_g = each(&Channel::x_in_g),
               rest_of_g = each(&Channel::rest_of_g), x_in_x = each(&Channel::x_in_x),
               rest_of_x = each(&Channel::rest_of_x);
    const auto u_in_x = each([](const Channel&c) { return c.s * c.of_u(); }),
               g_in_x = each([](const Channel&c) { return c.s * c.of_g(); }),
               along_weight = each([](const Channel&c) { return c.s * c.q(); });
    routines<scalar_t>().mix(sizes(x), u_in_g.data(), data(u[0]), x_in_g.data(), data(x), rest_of_g.data(),
                             data(out[0]));
    routines<scalar_t>().mix3(sizes(x), u_in_x.data(), data(u[0]), g_in_x.data(), data(g), x_in_x.data(), data(x),
                              rest_of_x.data(), data(out[1]));
    std::copy(along_weight.begin(), along_weight.end(), data(out[2]));
  });
  return out;
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
    context->saved_data["eps"] = eps;
    First out = first_derivative(g, x, weight, mean, s, eps);
    context->save_for_backward({g, x, weight, mean, s, out.weight.detach(), out.bias.detach()});
    return {out.x, out.weight, out.bias};
  }

  static Tensors backward(AutogradContext* context, Tensors u) {
    const Tensors saved = context->get_saved_variables();
    const Tensor &g = saved[0], &x = saved[1], &w = saved[2];
    const double eps = context->saved_data["eps"].toDouble();
    if (!u[0].defined()) u[0] = at::zeros_like(x);
    for (std::size_t i = 1; i < 3; ++i)
      if (!u[i].defined()) u[i] = at::zeros_like(w);
    Tensors out;
    if (at::GradMode::is_enabled()) {
      out = composed_second_derivative(u, g, x, w, eps);
    } else {
      for (Tensor& t : u) t = t.contiguous();
      out = second_derivative(u, saved);
    }
    out.resize(6);  // mean, s and eps take none: they follow x
    return out;
  }
};

struct BatchNorm : Function<BatchNorm> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const std::pair<Tensor, Tensor>& running, double momentum, double eps) {
    const Normalized to = normalize(x, weight, bias, running.first, running.second, momentum, eps);
    context->save_for_backward({x, weight, to.mean, to.s});
    context->saved_data["eps"] = eps;
    return to.out;
  }

  static Tensors backward(AutogradContext* context, Tensors g) {
    Tensors out(6);
    if (!g[0].defined()) return out;
    const Tensors saved = context->get_saved_variables();
    if (!at::GradMode::is_enabled()) {
      First first =
          first_derivative(g[0], saved[0], saved[1], saved[2], saved[3], context->saved_data["eps"].toDouble());
      out[0] = std::move(first.x);
      out[1] = std::move(first.weight);
      out[2] = std::move(first.bias);
      return out;
    }
    Tensors first =
        BatchNormBackward::apply(g[0], saved[0], saved[1], saved[2], saved[3], context->saved_data["eps"].toDouble());
    std::move(first.begin(), first.end(), out.begin());
    return out;
  }
};

}  // namespace

Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, double momentum, double eps) {
  // An undefined tensor cannot be an input of a Function.
  const Tensor factor = weight.defined() ? weight.contiguous() : at::ones({x.size(1)}, x.options());
  const Tensor added = bias.defined() ? bias.contiguous() : at::zeros({x.size(1)}, x.options());
  return BatchNorm::apply(x, factor, added, std::pair(running_mean, running_var), momentum, eps);
}

}  // namespace mlo::kernels
