// What operators and brackets stand for. Numbers stay numbers (Scalar overloads): no tensor is made for them, and they
// never promote float32 to float64.
#include <ATen/ATen.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "runtime/kernels/small.h"
#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/functions/index.h"

namespace mlo::ops {
namespace {

using at::Scalar;

struct Add {
  static Tensor run(const Tensor& a, const Tensor& b) { return kernels::add(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return kernels::add(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return kernels::add(b, a); }
  static double run(double a, double b) { return a + b; }
};
struct Subtract {
  static Tensor run(const Tensor& a, const Tensor& b) { return kernels::sub(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return at::sub(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return kernels::sub(a, b); }
  static double run(double a, double b) { return a - b; }
};
struct Multiply {
  static Tensor run(const Tensor& a, const Tensor& b) { return kernels::mul(a, b); }
  static Tensor run(const Tensor& a, const Scalar& b) { return kernels::mul(a, b); }
  static Tensor run(const Scalar& a, const Tensor& b) { return kernels::mul(b, a); }
  static double run(double a, double b) { return a * b; }
};
double not_zero(double divisor) {
  if (divisor == 0) throw std::invalid_argument("division by zero");
  return divisor;
}
struct Divide {
  static constexpr bool fractional = true;
  static Tensor run(const Tensor& a, const Tensor& b) { return kernels::div(a, b); }
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
  static Tensor run(const Tensor& a, const Scalar& b) { return kernels::pow(a, b); }
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
  return kernels::neg(call.tensor(0));
}

Value matmul(Call& call) {
  const Tensors ab = factors(call, {call.tensor(0), call.tensor(1)});
  return at::matmul(ab[0], ab[1]);
}

// Derivatives. What broadcasting did, `give` undoes.

void add_back(const BackwardCall& b) {
  for (std::size_t i : {0, 1})
    if (b.asked(i)) b.give(i, b.cotangent);
}

void subtract_back(const BackwardCall& b) {
  if (b.asked(0)) b.give(0, b.cotangent);
  if (b.asked(1)) b.give(1, kernels::neg(b.cotangent));
}

/// Argument i as a factor.
Tensor times_argument(const Tensor& g, const Call& call, std::size_t i) {
  return call.is_number(i) ? kernels::mul(g, call.scalar(i)) : kernels::mul(g, call.tensor(i));
}

void multiply_back(const BackwardCall& b) {
  if (b.asked(0)) b.give(0, times_argument(b.cotangent, b.call, 1));
  if (b.asked(1)) b.give(1, times_argument(b.cotangent, b.call, 0));
}

/// y = a / c: da = g / c, dc = -y g / c.
void divide_back(const BackwardCall& b) {
  const Tensor share = b.call.is_number(1) ? kernels::mul(b.cotangent, 1 / b.call.number(1))
                                           : kernels::div(b.cotangent, b.call.floating(1));
  if (b.asked(0)) b.give(0, share);
  if (b.asked(1)) b.give(1, kernels::neg(kernels::mul(share, b.output)));
}

/// d a^p / da = p a^(p-1), and 0 for p = 0, whatever a is.
Tensor slope_of_base(const BackwardCall& b) {
  const Tensor a = b.call.tensor(0);
  if (b.call.is_number(1)) {
    const double p = b.call.number(1);
    if (p == 0) return at::zeros_like(a);
    return kernels::mul(p == 2 ? a : at::pow(a, p - 1), p);
  }
  const Tensor p = b.call.tensor(1);
  return at::where(p == 0, 0.0, p * at::pow(a, p - 1));
}

/// d a^p / dp = a^p log a, and 0 where a = 0 and p >= 0.
Tensor slope_of_exponent(const BackwardCall& b) {
  const Tensor p = b.call.tensor(1),
               a = b.call.is_number(0) ? at::scalar_tensor(b.call.number(0), p.options()) : b.call.tensor(0);
  return at::where(at::logical_and(a == 0, p >= 0), 0.0, b.output * at::log(a));
}

void power_back(const BackwardCall& b) {
  if (b.asked(0)) b.give(0, kernels::mul(b.cotangent, slope_of_base(b)));
  if (b.asked(1)) b.give(1, kernels::mul(b.cotangent, slope_of_exponent(b)));
}

void negate_back(const BackwardCall& b) { b.give(0, kernels::neg(b.cotangent)); }

/// y = A B: dA = G B', dB = A' G; a vector stands for a matrix of one row on the left, of one column on the right.
void matmul_back(const BackwardCall& b) {
  const Tensor a = b.call.tensor(0), c = b.call.tensor(1);
  const bool row = a.dim() == 1, column = c.dim() == 1;
  Tensor g = column ? b.cotangent.unsqueeze(-1) : b.cotangent;
  if (row) g = g.unsqueeze(-2);
  if (b.asked(0)) {
    const Tensor all = at::matmul(g, column ? c.unsqueeze(0) : c.transpose(-2, -1));
    b.give(0, row ? all.squeeze(-2) : all);
  }
  if (b.asked(1)) {
    const Tensor all = at::matmul(row ? a.unsqueeze(-1) : a.transpose(-2, -1), g);
    b.give(1, column ? all.squeeze(-1) : all);
  }
}

/// The numbers of the entries that were taken, taken in the same way, say where their cotangents go.
void index_back(const BackwardCall& b) {
  const Tensor& x = *b.call[0].tensor();
  const Value arguments[] = {at::arange(x.numel(), x.options().dtype(at::kLong)).view(x.sizes()), b.call[1]};
  Call places(arguments, b.call.options());
  const Tensor taken = index(places).tensor()->reshape(-1);
  b.give(0, at::zeros({x.numel()}, b.cotangent.options()).index_add(0, taken, b.cotangent.reshape(-1)).view(x.sizes()));
}

constexpr FunctionEntry arithmetic_table[] = {
    {"add(a: number, b: number)", "`a + b`, with PyTorch's broadcasting.", {binary<Add>, add_back}},
    {"subtract(a: number, b: number)", "`a - b`, with PyTorch's broadcasting.", {binary<Subtract>, subtract_back}},
    {"multiply(a: number, b: number)",
     "`a * b`, entry by entry, with PyTorch's broadcasting.",
     {binary<Multiply>, multiply_back}},
    {"divide(a: number, b: number)", "`a / b`, entry by entry; always a fraction.", {binary<Divide>, divide_back}},
    {"floor_divide(a: number, b: number)",
     "`a // b`: the quotient, rounded down.",
     {binary<FloorDivide>, no_derivative}},
    {"modulo(a: number, b: number)", "`a % b = a - b * (a // b)`: it has the sign of b.", binary<Modulo>},
    {"power(a: number, b: number)", "`a ^ b`, entry by entry.", {binary<Power>, power_back}},
    {"matmul(a: tensor, b: tensor)",
     "`a @ b`: the product of matrices `[..., n, k]` and `[..., k, m]`; vectors too.",
     {matmul, matmul_back}},
    {"negate(a: number)", "`-a`.", {negate, negate_back}},
    {"equal(a: number, b: number)",
     "`a == b`, entry by entry.",
     {compare<at::eq, at::eq, at::eq, std::equal_to<>>, no_derivative}},
    {"not_equal(a: number, b: number)",
     "`a != b`, entry by entry.",
     {compare<at::ne, at::ne, at::ne, std::not_equal_to<>>, no_derivative}},
    {"less(a: number, b: number)",
     "`a < b`, entry by entry.",
     {compare<at::lt, at::lt, at::gt, std::less<>>, no_derivative}},
    {"less_equal(a: number, b: number)",
     "`a <= b`, entry by entry.",
     {compare<at::le, at::le, at::ge, std::less_equal<>>, no_derivative}},
    {"greater(a: number, b: number)",
     "`a > b`, entry by entry.",
     {compare<at::gt, at::gt, at::lt, std::greater<>>, no_derivative}},
    {"greater_equal(a: number, b: number)",
     "`a >= b`, entry by entry.",
     {compare<at::ge, at::ge, at::le, std::greater_equal<>>, no_derivative}},
    {"logical_and(a: any, b: any)", "`a and b`, entry by entry.", {logical_and, no_derivative}},
    {"logical_or(a: any, b: any)", "`a or b`, entry by entry.", {logical_or, no_derivative}},
    {"logical_not(a: any)", "`not a`, entry by entry.", {logical_not, no_derivative}},
    {"index(x: tensor, subscripts: any)",
     "`x[i, a:b, none, indices]`, as NumPy has it: an integer takes one entry of a dimension, a slice a range of it, "
     "`none` "
     "adds a dimension, a tensor of indices picks entries, one of truth values keeps those that are true.",
     {index, index_back}},
};

}  // namespace

void add_arithmetic(sema::Catalog& catalog) { add_functions(catalog, arithmetic_table); }

}  // namespace mlo::ops
