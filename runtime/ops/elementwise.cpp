// Functions of single entries.
#include <ATen/ATen.h>

#include "runtime/ops/builtin.h"

namespace mlo::ops {
namespace {

using Map = Tensor (*)(const Tensor&);

/// Keeps whole numbers whole.
template <Map f>
Value keep(Call& call) {
  return f(call.tensor(0));
}

/// Of fractions: whole numbers become the run's precision first.
template <Map f>
Value real(Call& call) {
  return f(call.floating(0));
}

Value leaky_relu(Call& call) { return at::leaky_relu(call.floating(0), call.scalar(1)); }
Value elu(Call& call) { return at::elu(call.floating(0), call.scalar(1)); }
Value gelu(Call& call) { return at::gelu(call.floating(0), call.string(1)); }
Value softplus(Call& call) { return at::softplus(call.floating(0), call.scalar(1), call.scalar(2)); }

Tensor at_least(const Call& call, const Tensor& x, std::size_t i) {
  return call.is_number(i) ? at::clamp_min(x, call.scalar(i)) : at::clamp_min(x, call.tensor(i));
}

Tensor at_most(const Call& call, const Tensor& x, std::size_t i) {
  return call.is_number(i) ? at::clamp_max(x, call.scalar(i)) : at::clamp_max(x, call.tensor(i));
}

Value clamp(Call& call) {
  Tensor x = call.tensor(0);
  if (!call.none(1)) x = at_least(call, x, 1);
  if (!call.none(2)) x = at_most(call, x, 2);
  return x;
}

Value maximum(Call& call) { return at::maximum(call.tensor(0), call.tensor(1)); }
Value minimum(Call& call) { return at::minimum(call.tensor(0), call.tensor(1)); }

Value where(Call& call) {
  const Tensor condition = call.tensor(0);
  return at::where(condition.scalar_type() == at::kBool ? condition : condition != 0, call.tensor(1), call.tensor(2));
}

Value detached(const Value& value) {
  if (const Tensor* t = value.tensor()) return t->detach();
  const List* list = value.list();
  if (list == nullptr) return value;
  List out;
  for (const Value& item : *list) out.push_back(detached(item));
  return out;
}

Value detach(Call& call) { return detached(call[0]); }

Value to_float(Call& call) {
  if (call.is_number(0)) return call.number(0);
  return call.floating(0);
}

Value to_int(Call& call) {
  if (call.is_number(0)) return static_cast<std::int64_t>(call.number(0));
  return call.tensor(0).to(at::kLong);
}

constexpr FunctionEntry table[] = {
    {"exp(x: tensor)", "`e^x`.", real<at::exp>},
    {"expm1(x: tensor)", "`e^x - 1`, accurate near 0.", real<at::expm1>},
    {"log(x: tensor)", "The natural logarithm.", real<at::log>},
    {"log1p(x: tensor)", "`log(1 + x)`, accurate near 0.", real<at::log1p>},
    {"log2(x: tensor)", "The logarithm to base 2.", real<at::log2>},
    {"log10(x: tensor)", "The logarithm to base 10.", real<at::log10>},
    {"sqrt(x: tensor)", "The square root; its derivative at 0 is infinite.", real<at::sqrt>},
    {"rsqrt(x: tensor)", "`1 / sqrt(x)`.", real<at::rsqrt>},
    {"square(x: tensor)", "`x^2`.", keep<at::square>},
    {"abs(x: tensor)", "`|x|`; its derivative at 0 is taken as 0.", keep<at::abs>},
    {"sign(x: tensor)", "-1, 0 or 1.", keep<at::sign>},
    {"floor(x: tensor)", "The largest whole number that is not above x.", keep<at::floor>},
    {"ceil(x: tensor)", "The smallest whole number that is not below x.", keep<at::ceil>},
    {"round(x: tensor)", "The nearest whole number; halves go to the even one.", keep<at::round>},
    {"sin(x: tensor)", "The sine.", real<at::sin>},
    {"cos(x: tensor)", "The cosine.", real<at::cos>},
    {"tan(x: tensor)", "The tangent.", real<at::tan>},
    {"asin(x: tensor)", "The inverse of the sine.", real<at::asin>},
    {"acos(x: tensor)", "The inverse of the cosine.", real<at::acos>},
    {"atan(x: tensor)", "The inverse of the tangent.", real<at::atan>},
    {"tanh(x: tensor)", "The hyperbolic tangent.", real<at::tanh>},
    {"erf(x: tensor)", "The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.",
     real<at::erf>},
    {"sigmoid(x: tensor)", "`1 / (1 + e^-x)`.", real<at::sigmoid>},
    {"logsigmoid(x: tensor)", "`log(sigmoid(x))`, without overflow.", real<at::log_sigmoid>},
    {"softplus(x: tensor, beta: real = 1, threshold: real = 20)",
     "`log(1 + e^(beta x)) / beta`; x itself where `beta x` is above the threshold.", softplus},
    {"relu(x: tensor)", "`max(x, 0)`; its derivative at 0 is taken as 0.", keep<at::relu>},
    {"leaky_relu(x: tensor, negative_slope: real = 0.01)", "x where it is positive, else `negative_slope * x`.",
     leaky_relu},
    {"elu(x: tensor, alpha: real = 1)", "x where it is positive, else `alpha (e^x - 1)`.", elu},
    {"selu(x: tensor)", "`elu`, scaled so that activations keep mean 0 and variance 1 (Klambauer et al. 2017).",
     real<at::selu>},
    {"gelu(x: tensor, approximate: string in [\"none\", \"tanh\"] = \"none\")",
     "x times the normal distribution's probability of a value below x (Hendrycks and Gimpel 2016).", gelu},
    {"silu(x: tensor)", "`x * sigmoid(x)`.", real<at::silu>},
    {"clamp(x: tensor, min: number? = none, max: number? = none)", "x, held between min and max.", clamp},
    {"maximum(a: tensor, b: tensor)", "The larger of two, entry by entry; equal entries share the derivative.",
     maximum},
    {"minimum(a: tensor, b: tensor)", "The smaller of two, entry by entry; equal entries share the derivative.",
     minimum},
    {"where(condition: tensor, a: tensor, b: tensor)", "a where the condition holds, else b, entry by entry.", where},
    {"isfinite(x: tensor)", "Whether an entry is neither infinite nor NaN.", keep<at::isfinite>},
    {"isnan(x: tensor)", "Whether an entry is NaN.", keep<at::isnan>},
    {"detach(x: any)", "x as a constant: no derivative passes.", detach},
    {"float(x: number)", "x as fractions of the run's precision.", to_float},
    {"int(x: number)", "x as whole numbers; the fraction is cut off.", to_int},
};

}  // namespace

void add_elementwise(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
