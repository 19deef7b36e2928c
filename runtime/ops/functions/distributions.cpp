// Random numbers of distributions, made from parameter-free ones, so that derivatives reach the parameters (Kingma and
// Welling 2014). Always drawn on the CPU from the call's own generator: a run draws the same on every device.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ExpandUtils.h>
#include <ATen/core/DistributionsHelper.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

using Shape = std::vector<std::int64_t>;

/// The shape asked for (argument `shape`), else the one that the parameters (arguments 0 and on) have together.
Shape shape_of(const Call& call, std::size_t shape, const std::string& function) {
  Shape own;
  for (std::size_t i = 0; i < shape; ++i)
    if (!call.is_number(i)) own = at::infer_size(own, call.tensor(i).sizes());
  if (call.none(shape)) return own;
  const Shape wanted = call.integers(shape);
  if (!at::is_expandable_to(own, wanted))
    throw std::invalid_argument(function + " draws the shape " + shape_text(wanted) + ", which parameters of shape " +
                                shape_text(own) + " do not fit");
  return wanted;
}

void check_positive(const Call& call, std::size_t i, const std::string& what) {
  if (call.is_number(i) && call.number(i) <= 0)
    throw std::invalid_argument(what + " above 0, and got " + std::to_string(call.number(i)));
}

/// location + scale * z: arguments 0 and 1, each a number or a tensor.
Tensor located(const Call& call, const Tensor& z) {
  const Tensor scaled = call.is_number(1) ? at::mul(z, call.scalar(1)) : at::mul(z, call.floating(1));
  return call.is_number(0) ? at::add(scaled, call.scalar(0)) : at::add(scaled, call.floating(0));
}

Tensor standard_normal(const Call& call, at::IntArrayRef shape) {
  return call.on_device(call.drawn(shape, [](Tensor& t, at::Generator& g) { t.normal_(0, 1, g); }));
}

Tensor standard_exponential(const Call& call, at::IntArrayRef shape) {
  return call.on_device(call.drawn(shape, [](Tensor& t, at::Generator& g) { t.exponential_(1, g); }));
}

/// -log(-log(u)); the exponential number -log(u) can come out as 0.
Tensor standard_gumbel(const Call& call, at::IntArrayRef shape) {
  return -at::log(at::clamp_min(standard_exponential(call, shape), double(std::numeric_limits<float>::min())));
}

/// What `uniform_` draws, without its dispatch, which takes several times as long as a few numbers; and rounded alike
/// on every processor.
template <class T>
void fill_uniform(T* out, std::int64_t count, double low, double high, at::Generator& generator) {
  auto* source = at::check_generator<at::CPUGeneratorImpl>(generator);
  const std::lock_guard lock(source->mutex_);
  at::uniform_real_distribution<T> uniform(static_cast<T>(low), static_cast<T>(high));
  std::generate_n(out, count, [&] { return static_cast<T>(uniform(source)); });
}

Tensor uniform_between(const Call& call, at::IntArrayRef shape, double low, double high) {
  const auto fill = [=](const Tensor& t, std::int64_t first, std::int64_t count, at::Generator& g) {
    if (t.scalar_type() == at::kFloat)
      fill_uniform(t.data_ptr<float>() + first, count, low, high, g);
    else if (t.scalar_type() == at::kDouble)
      fill_uniform(t.data_ptr<double>() + first, count, low, high, g);
    else
      t.view(-1).narrow(0, first, count).uniform_(low, high, g);
  };
  return call.on_device(call.drawn_flat(shape, fill));
}

/// Between -1 and 1, without either.
Tensor signed_uniform(const Call& call, at::IntArrayRef shape) {
  const double smallest = call.options().dtype() == at::kDouble ? std::numeric_limits<double>::epsilon()
                                                                : double(std::numeric_limits<float>::epsilon());
  return uniform_between(call, shape, smallest - 1, 1);
}

Value uniform(Call& call) {
  const Shape shape = shape_of(call, 2, "uniform");
  if (!call.is_number(0) || !call.is_number(1)) {
    const Tensor u = uniform_between(call, shape, 0, 1);
    return at::lerp(call.floating(0), call.floating(1), u);
  }
  const double low = call.number(0), high = call.number(1);
  if (low > high)
    throw std::invalid_argument("uniform takes a lower end that is not above the upper one, and got " +
                                std::to_string(low) + " and " + std::to_string(high));
  return uniform_between(call, shape, low, high);
}

Value normal(Call& call) { return located(call, standard_normal(call, shape_of(call, 2, "normal"))); }
Value gumbel(Call& call) { return located(call, standard_gumbel(call, shape_of(call, 2, "gumbel"))); }

/// By the inverse of its distribution function: -sign(u) log(1 - |u|).
Value laplace(Call& call) {
  const Tensor u = signed_uniform(call, shape_of(call, 2, "laplace"));
  return located(call, -at::sign(u) * at::log1p(-at::abs(u)));
}

Value exponential(Call& call) {
  check_positive(call, 0, "exponential takes a rate");
  const Tensor z = standard_exponential(call, shape_of(call, 1, "exponential"));
  return call.is_number(0) ? at::div(z, call.scalar(0)) : at::div(z, call.floating(0));
}

Value randn(Call& call) { return standard_normal(call, call.optional_integers(0).value_or(Shape())); }
Value randn_like(Call& call) { return standard_normal(call, call.tensor(0).sizes()); }
Value rand_like(Call& call) { return uniform_between(call, call.tensor(0).sizes(), 0, 1); }

/// The index of the largest of logits + Gumbel noise is drawn from softmax(logits) (Gumbel 1954).
Value categorical(Call& call) {
  const Tensor logits = call.floating(0).detach();
  if (logits.dim() == 0) throw std::invalid_argument("categorical takes logits [..., C], and got one number");
  return at::argmax(logits + standard_gumbel(call, logits.sizes()), call.integer(1));
}

/// The soft one's derivative stands in for that of the hard one, which is 0 almost everywhere ("straight-through").
Tensor hardened(const Tensor& soft, std::int64_t dim) {
  const Tensor index = at::argmax(soft, dim, /*keepdim=*/true);
  return at::zeros_like(soft).scatter(dim, index, 1.0) - soft.detach() + soft;
}

Value gumbel_softmax(Call& call) {
  check_positive(call, 1, "gumbel_softmax takes a tau");
  const Tensor logits = call.floating(0);
  const std::int64_t dim = call.integer(3);
  const Tensor noisy = logits + standard_gumbel(call, logits.sizes());
  const Tensor scaled = call.is_number(1) ? at::div(noisy, call.scalar(1)) : at::div(noisy, call.floating(1));
  const Tensor soft = at::softmax(scaled, dim);
  return call.boolean(2) ? hardened(soft, dim) : soft;
}

constexpr FunctionEntry distributions_table[] = {
    {"uniform(low: number, high: number, shape: integers? in 0.. = none)",
     "Uniform numbers in low..high; without a shape, one for each entry of low and high.", uniform, Draws::entries},
    {"normal(mean: number = 0, std: number in 0.. = 1, shape: integers? in 0.. = none)",
     "Normal numbers, `mean + std * z`; without a shape, one for each entry of mean and std.", normal, Draws::entries},
    {"laplace(loc: number = 0, scale: number in 0.. = 1, shape: integers? in 0.. = none)",
     "Numbers of the density `exp(-|x - loc| / scale) / (2 scale)`.", laplace, Draws::entries},
    {"gumbel(loc: number = 0, scale: number in 0.. = 1, shape: integers? in 0.. = none)",
     "`loc - scale * log(-log(u))` for uniform u: numbers of Gumbel's distribution of largest values.", gumbel,
     Draws::entries},
    {"exponential(rate: number in 0.. = 1, shape: integers? in 0.. = none)",
     "Numbers of the density `rate * exp(-rate * x)`.", exponential, Draws::entries},
    {"randn(shape: integers? in 0.. = none)", "Normal numbers of mean 0 and variance 1; one without a shape.", randn,
     Draws::entries},
    {"randn_like(x: tensor)", "Normal numbers of mean 0 and variance 1, in x's shape.", randn_like, Draws::entries},
    {"rand_like(x: tensor)", "Uniform numbers in 0..1, in x's shape.", rand_like, Draws::entries},
    {"categorical(logits: tensor, dim: integer = -1)",
     "The numbers of classes, each drawn with its probability `softmax(logits, dim)`: `[..., C]` to `[...]`, int64; no "
     "derivative reaches the logits.",
     categorical, Draws::values},
    {"gumbel_softmax(logits: tensor, tau: number in 0.. = 1, hard: boolean = false, dim: integer = -1)",
     "`softmax((logits + gumbel noise) / tau, dim)`: nearly one-hot rows, drawn as by categorical, with a derivative "
     "(Jang et al. 2017). With hard they are one-hot, and the derivative is that of the soft ones.",
     gumbel_softmax, Draws::values},
};

}  // namespace

void add_distributions(sema::Catalog& catalog) { add_functions(catalog, distributions_table); }

}  // namespace mlo::ops
