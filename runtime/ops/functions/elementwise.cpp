// Functions of single entries.
#include <ATen/ATen.h>

#include "runtime/ops/builtin.h"
#include "runtime/ops/functions/map.h"

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

using X = const Tensor&;

void where_back(const BackwardCall& b) {
  const Tensor condition = b.call.tensor(0) != 0;
  if (b.asked(1)) b.give(1, at::where(condition, b.cotangent, 0.0));
  if (b.asked(2)) b.give(2, at::where(condition, 0.0, b.cotangent));
}

/// Of two entries the one that was taken; equal ones share.
template <Tensor (*before)(const Tensor&, const Tensor&)>
void choice_back(const BackwardCall& b) {
  const Tensor x = b.call.tensor(0), y = b.call.tensor(1), half = at::where(x == y, b.cotangent * 0.5, 0.0);
  if (b.asked(0)) b.give(0, at::where(before(x, y), b.cotangent, half));
  if (b.asked(1)) b.give(1, at::where(before(y, x), b.cotangent, half));
}

/// What follows one bound after the other, as the function does.
void clamp_back(const BackwardCall& b) {
  const Call& call = b.call;
  const Tensor x = call.tensor(0);
  const auto bound = [&](std::size_t i) { return call.tensor(i).to(x.scalar_type()); };
  const Tensor high = call.none(2) ? Tensor() : bound(2), low = call.none(1) ? Tensor() : bound(1);
  const Tensor raised = low.defined() ? at::clamp_min(x, low) : x;
  Tensor g = b.cotangent;
  if (high.defined()) {
    if (b.asked(2)) b.give(2, at::where(raised > high, g, 0.0));
    g = at::where(raised <= high, g, 0.0);
  }
  if (low.defined()) {
    if (b.asked(1)) b.give(1, at::where(x < low, g, 0.0));
    g = at::where(x >= low, g, 0.0);
  }
  if (b.asked(0)) b.give(0, g);
}

void float_back(const BackwardCall& b) { b.give(0, b.cotangent); }

constexpr FunctionEntry elementwise_table[] = {
    {"exp(x: tensor)", "`e^x`.", {real<at::exp>, times<[](X, X y) { return y; }>}},
    {"exp2(x: tensor)", "`2^x`.", {real<at::exp2>, times<[](X, X y) { return y * std::log(2.0); }>}},
    {"expm1(x: tensor)", "`e^x - 1`, accurate near 0.", {real<at::expm1>, times<[](X, X y) { return y + 1; }>}},
    {"log(x: tensor)", "The natural logarithm.", {real<at::log>, times<[](X x, X) { return at::reciprocal(x); }>}},
    {"log1p(x: tensor)",
     "`log(1 + x)`, accurate near 0.",
     {real<at::log1p>, times<[](X x, X) { return at::reciprocal(x + 1); }>}},
    {"log2(x: tensor)",
     "The logarithm to base 2.",
     {real<at::log2>, times<[](X x, X) { return at::reciprocal(x * std::log(2.0)); }>}},
    {"log10(x: tensor)",
     "The logarithm to base 10.",
     {real<at::log10>, times<[](X x, X) { return at::reciprocal(x * std::log(10.0)); }>}},
    {"logaddexp(a: tensor, b: tensor)", "`log(e^a + e^b)`, without overflow.", real<at::logaddexp>},
    {"xlogy(a: tensor, b: tensor)", "`a log(b)`; 0 where a is 0.", real<at::xlogy>},
    {"sqrt(x: tensor)",
     "The square root; its derivative at 0 is infinite.",
     {real<at::sqrt>, times<[](X, X y) { return 0.5 / y; }>}},
    {"rsqrt(x: tensor)", "`1 / sqrt(x)`.", {real<at::rsqrt>, times<[](X x, X y) { return -0.5 * y / x; }>}},
    {"square(x: tensor)", "`x^2`.", {keep<at::square>, times<[](X x, X) { return kernels::mul(x, 2); }>}},
    {"reciprocal(x: tensor)", "`1 / x`.", {real<at::reciprocal>, times<[](X, X y) { return -y * y; }>}},
    {"abs(x: tensor)",
     "`|x|`; its derivative at 0 is taken as 0.",
     {keep<at::abs>, times<[](X x, X) { return at::sgn(x); }>}},
    {"sign(x: tensor)", "-1, 0 or 1.", {keep<at::sign>, no_derivative}},
    {"floor(x: tensor)", "The largest whole number that is not above x.", {keep<at::floor>, no_derivative}},
    {"ceil(x: tensor)", "The smallest whole number that is not below x.", {keep<at::ceil>, no_derivative}},
    {"round(x: tensor)", "The nearest whole number; halves go to the even one.", {keep<at::round>, no_derivative}},
    {"trunc(x: tensor)", "x without its fraction.", {keep<at::trunc>, no_derivative}},
    {"frac(x: tensor)", "The fraction of x, with its sign: `x - trunc(x)`.", real<at::frac>},
    {"sin(x: tensor)", "The sine.", {real<at::sin>, times<[](X x, X) { return at::cos(x); }>}},
    {"cos(x: tensor)", "The cosine.", {real<at::cos>, times<[](X x, X) { return -at::sin(x); }>}},
    {"tan(x: tensor)", "The tangent.", {real<at::tan>, times<[](X, X y) { return 1 + y * y; }>}},
    {"asin(x: tensor)",
     "The inverse of the sine.",
     {real<at::asin>, times<[](X x, X) { return at::rsqrt(1 - x * x); }>}},
    {"acos(x: tensor)",
     "The inverse of the cosine.",
     {real<at::acos>, times<[](X x, X) { return -at::rsqrt(1 - x * x); }>}},
    {"atan(x: tensor)",
     "The inverse of the tangent.",
     {real<at::atan>, times<[](X x, X) { return at::reciprocal(1 + x * x); }>}},
    {"atan2(y: tensor, x: tensor)", "The angle of the point (x, y), from -pi to pi.", real<at::atan2>},
    {"hypot(a: tensor, b: tensor)", "`sqrt(a^2 + b^2)`, without overflow.", real<at::hypot>},
    {"sinh(x: tensor)", "The hyperbolic sine.", {real<at::sinh>, times<[](X x, X) { return at::cosh(x); }>}},
    {"cosh(x: tensor)", "The hyperbolic cosine.", {real<at::cosh>, times<[](X x, X) { return at::sinh(x); }>}},
    {"tanh(x: tensor)",
     "The hyperbolic tangent.",
     {real<at::tanh>, pulled<[](X g, X, X y) { return at::tanh_backward(g, y); }>}},
    {"asinh(x: tensor)",
     "The inverse of the hyperbolic sine.",
     {real<at::asinh>, times<[](X x, X) { return at::rsqrt(x * x + 1); }>}},
    {"acosh(x: tensor)",
     "The inverse of the hyperbolic cosine.",
     {real<at::acosh>, times<[](X x, X) { return at::rsqrt(x * x - 1); }>}},
    {"atanh(x: tensor)",
     "The inverse of the hyperbolic tangent.",
     {real<at::atanh>, times<[](X x, X) { return at::reciprocal(1 - x * x); }>}},
    {"clamp(x: tensor, min: number? = none, max: number? = none)", "x, held between min and max.", {clamp, clamp_back}},
    {"maximum(a: tensor, b: tensor)",
     "The larger of two, entry by entry; equal entries share the derivative.",
     {maximum, choice_back<at::gt>}},
    {"minimum(a: tensor, b: tensor)",
     "The smaller of two, entry by entry; equal entries share the derivative.",
     {minimum, choice_back<at::lt>}},
    {"where(condition: tensor, a: tensor, b: tensor)",
     "a where the condition holds, else b, entry by entry.",
     {where, where_back}},
    {"lerp(start: tensor, end: tensor, weight: number)", "`start + weight (end - start)`.", lerp},
    {"isfinite(x: tensor)", "Whether an entry is neither infinite nor NaN.", {keep<at::isfinite>, no_derivative}},
    {"isinf(x: tensor)", "Whether an entry is infinite.", {keep<at::isinf>, no_derivative}},
    {"isnan(x: tensor)", "Whether an entry is NaN.", {keep<at::isnan>, no_derivative}},
    {"nan_to_num(x: tensor, nan: real = 0, posinf: real? = none, neginf: real? = none)",
     "x with other numbers for NaN and the infinities; without others, the largest and the smallest number there is.",
     nan_to_num},
    {"detach(x: any)", "x as a constant: no derivative passes.", {detach, no_derivative}},
    {"float(x: number)", "x as fractions of the run's precision.", {to_float, float_back}},
    {"int(x: number)", "x as whole numbers; the fraction is cut off.", {to_int, no_derivative}},
};

}  // namespace

void add_elementwise(sema::Catalog& catalog) { add_functions(catalog, elementwise_table); }

}  // namespace mlo::ops
