// What operators and brackets stand for. Numbers stay numbers (Scalar overloads): no tensor is made for them, and they
// never promote float32 to float64.
#include <ATen/ATen.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/index.h"

namespace mlo::ops {
namespace {

using at::Scalar;

struct Add {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::add(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::add(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::add(b, a); }
  static double run(double a, double b) { return a + b; }
};
struct Subtract {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::sub(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::sub(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::rsub(b, a); }
  static double run(double a, double b) { return a - b; }
};
struct Multiply {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::mul(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::mul(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::mul(b, a); }
  static double run(double a, double b) { return a * b; }
};
double not_zero(double divisor) {
  if (divisor == 0) throw std::invalid_argument("division by zero");
  return divisor;
}
struct Divide {
  static constexpr bool fractional = true;
  static Tensor run(const Tensor& a, const Tensor& b) { return at::div(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::div(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::mul(at::reciprocal(b), a); }
  static double run(double a, double b) { return a / not_zero(b); }
};
struct FloorDivide {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::div(a, b, "floor"); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::div(a, b, "floor"); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::div(at::full_like(b, a), b, "floor"); }
  static double run(double a, double b) { return std::floor(a / not_zero(b)); }
};
struct Modulo {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::remainder(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::remainder(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::remainder(a, b); }
  static double run(double a, double b) { return a - b * std::floor(a / not_zero(b)); }
};
struct Power {
  static Tensor run(const Tensor& a, const Tensor& b) { return at::pow(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::pow(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return at::pow(a, b); }
  static double run(double a, double b) { return std::pow(a, b); }
};

bool is_whole(const Value& v) { return std::holds_alternative<std::int64_t>(v.data); }
bool is_fraction(const Value& v) { return std::holds_alternative<double>(v.data); }

template <class Op>
constexpr bool always_fractional = requires {
  Op::fractional;
};

/// Two numbers (say, `step % 100`). Whole numbers stay whole while a double holds them exactly.
template <class Op>
Value of_numbers(const Call& call) {
  constexpr double exact = 9007199254740992;  // 2^53
  const double result = Op::run(call.number(0), call.number(1));
  const bool whole = !always_fractional<Op> && is_whole(call[0]) && is_whole(call[1]) && result == std::floor(result);
  if (whole && std::abs(result) <= exact) return static_cast<std::int64_t>(result);
  return result;
}

template <class Op>
Value binary(Call& call) {
  if (call.is_number(0) && call.is_number(1)) return of_numbers<Op>(call);
  // Left to LibTorch, a tensor of whole numbers beside a fraction would become float32 in a float64 run too.
  const bool fractional = always_fractional<Op> || is_fraction(call[0]) || is_fraction(call[1]);
  const auto operand = [&](std::size_t i) { return fractional ? call.floating(i) : call.tensor(i); };
  if (call.is_number(1)) return Op::run(operand(0), call.scalar(1));
  if (call.is_number(0)) return Op::run(call.scalar(0), operand(1));
  return Op::run(operand(0), operand(1));
}

// a < b of numbers and tensors in any mix; `mirrored` is the operation with its sides exchanged (b > a).
using Compare = Tensor (*)(const Tensor&, const Tensor&);
using CompareScalar = Tensor (*)(const Tensor&, const Scalar&);

template <Compare of_tensors, CompareScalar of_scalar, CompareScalar mirrored, class OfNumbers>
Value compare(Call& call) {
  if (call.is_number(0) && call.is_number(1)) return OfNumbers()(call.number(0), call.number(1));
  if (call.is_number(1)) return of_scalar(call.tensor(0), call.scalar(1));
  if (call.is_number(0)) return mirrored(call.tensor(1), call.scalar(0));
  return of_tensors(call.tensor(0), call.tensor(1));
}

bool both_constant(const Call& call) {
  return std::holds_alternative<bool>(call[0].data) && std::holds_alternative<bool>(call[1].data);
}

Value logical_and(Call& call) {
  if (both_constant(call)) return call.boolean(0) && call.boolean(1);
  return at::logical_and(call.tensor(0), call.tensor(1));
}

Value logical_or(Call& call) {
  if (both_constant(call)) return call.boolean(0) || call.boolean(1);
  return at::logical_or(call.tensor(0), call.tensor(1));
}

Value logical_not(Call& call) {
  if (std::holds_alternative<bool>(call[0].data)) return !call.boolean(0);
  return at::logical_not(call.tensor(0));
}

Value negate(Call& call) {
  if (is_whole(call[0])) return -call.integer(0);
  if (is_fraction(call[0])) return -call.number(0);
  return at::neg(call.tensor(0));
}

Value matmul(Call& call) {
  const Tensors ab = factors(call, {call.tensor(0), call.tensor(1)});
  return at::matmul(ab[0], ab[1]);
}

constexpr FunctionEntry table[] = {
    {"add(a: number, b: number)", "`a + b`, with PyTorch's broadcasting.", binary<Add>},
    {"subtract(a: number, b: number)", "`a - b`, with PyTorch's broadcasting.", binary<Subtract>},
    {"multiply(a: number, b: number)", "`a * b`, entry by entry, with PyTorch's broadcasting.", binary<Multiply>},
    {"divide(a: number, b: number)", "`a / b`, entry by entry; always a fraction.", binary<Divide>},
    {"floor_divide(a: number, b: number)", "`a // b`: the quotient, rounded down.", binary<FloorDivide>},
    {"modulo(a: number, b: number)", "`a % b = a - b * (a // b)`: it has the sign of b.", binary<Modulo>},
    {"power(a: number, b: number)", "`a ^ b`, entry by entry.", binary<Power>},
    {"matmul(a: tensor, b: tensor)", "`a @ b`: the product of matrices `[..., n, k]` and `[..., k, m]`; vectors too.",
     matmul},
    {"negate(a: number)", "`-a`.", negate},
    {"equal(a: number, b: number)", "`a == b`, entry by entry.", compare<at::eq, at::eq, at::eq, std::equal_to<>>},
    {"not_equal(a: number, b: number)", "`a != b`, entry by entry.",
     compare<at::ne, at::ne, at::ne, std::not_equal_to<>>},
    {"less(a: number, b: number)", "`a < b`, entry by entry.", compare<at::lt, at::lt, at::gt, std::less<>>},
    {"less_equal(a: number, b: number)", "`a <= b`, entry by entry.",
     compare<at::le, at::le, at::ge, std::less_equal<>>},
    {"greater(a: number, b: number)", "`a > b`, entry by entry.", compare<at::gt, at::gt, at::lt, std::greater<>>},
    {"greater_equal(a: number, b: number)", "`a >= b`, entry by entry.",
     compare<at::ge, at::ge, at::le, std::greater_equal<>>},
    {"logical_and(a: any, b: any)", "`a and b`, entry by entry.", logical_and},
    {"logical_or(a: any, b: any)", "`a or b`, entry by entry.", logical_or},
    {"logical_not(a: any)", "`not a`, entry by entry.", logical_not},
    {"index(x: tensor, subscripts: any)",
     "`x[i, a:b, none, indices]`, as NumPy has it: an integer takes one entry of a dimension, a slice a range of it, "
     "`none` "
     "adds a dimension, a tensor of indices picks entries, one of truth values keeps those that are true.",
     index},
};

}  // namespace

void add_arithmetic(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
