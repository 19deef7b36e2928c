// Functions of single entries.
#include <ATen/ATen.h>

#include "runtime/ops/builtin.h"
#include "runtime/ops/map.h"

namespace mlo::ops {
namespace {

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

Value lerp(Call& call) {
  const Tensor start = call.floating(0), end = call.floating(1);
  return call.is_number(2) ? at::lerp(start, end, call.scalar(2)) : at::lerp(start, end, call.floating(2));
}

c10::optional<double> optional_number(const Call& call, std::size_t i) {
  if (call.none(i)) return c10::nullopt;
  return call.number(i);
}

Value nan_to_num(Call& call) {
  return at::nan_to_num(call.floating(0), call.number(1), optional_number(call, 2), optional_number(call, 3));
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
    {"exp2(x: tensor)", "`2^x`.", real<at::exp2>},
    {"expm1(x: tensor)", "`e^x - 1`, accurate near 0.", real<at::expm1>},
    {"log(x: tensor)", "The natural logarithm.", real<at::log>},
    {"log1p(x: tensor)", "`log(1 + x)`, accurate near 0.", real<at::log1p>},
    {"log2(x: tensor)", "The logarithm to base 2.", real<at::log2>},
    {"log10(x: tensor)", "The logarithm to base 10.", real<at::log10>},
    {"logaddexp(a: tensor, b: tensor)", "`log(e^a + e^b)`, without overflow.", real<at::logaddexp>},
    {"xlogy(a: tensor, b: tensor)", "`a log(b)`; 0 where a is 0.", real<at::xlogy>},
    {"sqrt(x: tensor)", "The square root; its derivative at 0 is infinite.", real<at::sqrt>},
    {"rsqrt(x: tensor)", "`1 / sqrt(x)`.", real<at::rsqrt>},
    {"square(x: tensor)", "`x^2`.", keep<at::square>},
    {"reciprocal(x: tensor)", "`1 / x`.", real<at::reciprocal>},
    {"abs(x: tensor)", "`|x|`; its derivative at 0 is taken as 0.", keep<at::abs>},
    {"sign(x: tensor)", "-1, 0 or 1.", keep<at::sign>},
    {"floor(x: tensor)", "The largest whole number that is not above x.", keep<at::floor>},
    {"ceil(x: tensor)", "The smallest whole number that is not below x.", keep<at::ceil>},
    {"round(x: tensor)", "The nearest whole number; halves go to the even one.", keep<at::round>},
    {"trunc(x: tensor)", "x without its fraction.", keep<at::trunc>},
    {"frac(x: tensor)", "The fraction of x, with its sign: `x - trunc(x)`.", real<at::frac>},
    {"sin(x: tensor)", "The sine.", real<at::sin>},
    {"cos(x: tensor)", "The cosine.", real<at::cos>},
    {"tan(x: tensor)", "The tangent.", real<at::tan>},
    {"asin(x: tensor)", "The inverse of the sine.", real<at::asin>},
    {"acos(x: tensor)", "The inverse of the cosine.", real<at::acos>},
    {"atan(x: tensor)", "The inverse of the tangent.", real<at::atan>},
    {"atan2(y: tensor, x: tensor)", "The angle of the point (x, y), from -pi to pi.", real<at::atan2>},
    {"hypot(a: tensor, b: tensor)", "`sqrt(a^2 + b^2)`, without overflow.", real<at::hypot>},
    {"sinh(x: tensor)", "The hyperbolic sine.", real<at::sinh>},
    {"cosh(x: tensor)", "The hyperbolic cosine.", real<at::cosh>},
    {"tanh(x: tensor)", "The hyperbolic tangent.", real<at::tanh>},
    {"asinh(x: tensor)", "The inverse of the hyperbolic sine.", real<at::asinh>},
    {"acosh(x: tensor)", "The inverse of the hyperbolic cosine.", real<at::acosh>},
    {"atanh(x: tensor)", "The inverse of the hyperbolic tangent.", real<at::atanh>},
    {"clamp(x: tensor, min: number? = none, max: number? = none)", "x, held between min and max.", clamp},
    {"maximum(a: tensor, b: tensor)", "The larger of two, entry by entry; equal entries share the derivative.",
     maximum},
    {"minimum(a: tensor, b: tensor)", "The smaller of two, entry by entry; equal entries share the derivative.",
     minimum},
    {"where(condition: tensor, a: tensor, b: tensor)", "a where the condition holds, else b, entry by entry.", where},
    {"lerp(start: tensor, end: tensor, weight: number)", "`start + weight (end - start)`.", lerp},
    {"isfinite(x: tensor)", "Whether an entry is neither infinite nor NaN.", keep<at::isfinite>},
    {"isinf(x: tensor)", "Whether an entry is infinite.", keep<at::isinf>},
    {"isnan(x: tensor)", "Whether an entry is NaN.", keep<at::isnan>},
    {"nan_to_num(x: tensor, nan: real = 0, posinf: real? = none, neginf: real? = none)",
     "x with other numbers for NaN and the infinities; without others, the largest and the smallest number there is.",
     nan_to_num},
    {"detach(x: any)", "x as a constant: no derivative passes.", detach},
    {"float(x: number)", "x as fractions of the run's precision.", to_float},
    {"int(x: number)", "x as whole numbers; the fraction is cut off.", to_int},
};

}  // namespace

void add_elementwise(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
