// Products and functions of matrices.
#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"
#include "runtime/ops/functions/decompositions.h"

namespace mlo::ops {
namespace {

Value outer(Call& call) { return at::outer(call.tensor(0), call.tensor(1)); }
Value trace(Call& call) { return at::trace(call.tensor(0)); }
Value einsum(Call& call) { return at::einsum(call.string(0), factors(call, call.tensors(1))); }
Value kron(Call& call) { return at::kron(call.tensor(0), call.tensor(1)); }
Value matrix_exp(Call& call) { return at::linalg_matrix_exp(square_matrices(call, 0, "matrix_exp")); }

Value bmm(Call& call) {
  const Tensor a = call.tensor(0), b = call.tensor(1);
  if (a.dim() != 3 || b.dim() != 3 || a.size(0) != b.size(0) || a.size(2) != b.size(1))
    refuse("bmm", "batches of matrices [N, n, k] and [N, k, m]", {a, b});
  const Tensors ab = factors(call, {a, b});
  return at::bmm(ab[0], ab[1]);
}

Value cross(Call& call) {
  const Tensor a = call.tensor(0), b = call.tensor(1);
  const std::int64_t dim = call.integer(2);
  if (a.dim() == 0 || b.dim() == 0 || a.size(dim) != 3 || b.size(dim) != 3)
    refuse("cross", "vectors of 3 entries along dimension " + std::to_string(dim), {a, b});
  return at::linalg_cross(a, b, dim);
}

/// By repeated squaring; a negative power is that of the inverse.
Value matrix_power(Call& call) {
  const Tensor x = square_matrices(call, 0, "matrix_power");
  const std::int64_t n = call.integer(1);
  return n >= 0 ? at::linalg_matrix_power(x, n) : at::linalg_matrix_power(inverse_of(x), -n);
}

Value matrix_norm(Call& call) {
  const Tensor x = matrices(call, 0, "matrix_norm");
  if (const auto* name = std::get_if<std::string>(&call[1].data); name && (*name == "fro" || *name == "nuc"))
    return at::linalg_matrix_norm(x, *name);
  if (call.is_number(1))
    if (const double p = std::abs(call.number(1)); p == 1 || p == 2 || p == std::numeric_limits<double>::infinity())
      return at::linalg_matrix_norm(x, call.scalar(1));
  throw std::invalid_argument("matrix_norm takes an ord of \"fro\", \"nuc\", 1, 2 or inf, or -1, -2 or -inf");
}

constexpr FunctionEntry linear_algebra_table[] = {
    {"outer(a: tensor, b: tensor)", "`[n]` and `[m]` to `[n, m]`: `a[i] * b[j]`.", outer},
    {"bmm(a: tensor, b: tensor)", "Products of matrices, one by one: `[N, n, k]` and `[N, k, m]` to `[N, n, m]`.", bmm},
    {"einsum(equation: string, *tensors: tensor)", "Einstein's summation: `einsum(\"ij,jk->ik\", a, b)` is `a @ b`.",
     einsum},
    {"kron(a: tensor, b: tensor)", "The Kronecker product: blocks `a[i, j] * b`.", kron},
    {"cross(a: tensor, b: tensor, dim: integer = -1)", "The cross product of vectors of 3 entries.", cross},
    {"trace(x: tensor)", "The sum of a matrix's diagonal.", trace},
    {"matrix_norm(x: tensor, ord: any = \"fro\")",
     "The norm of matrices `[..., n, m]`: \"fro\" (Frobenius), \"nuc\" (nuclear), 1 (columns), inf (rows), 2 "
     "(spectral), or the smallest instead of the largest: -1, -inf, -2.",
     matrix_norm},
    {"matrix_exp(x: tensor)", "The exponential of matrices `[..., n, n]`: `1 + x + x @ x / 2 + ...`.", matrix_exp},
    {"matrix_power(x: tensor, n: integer)", "`x @ x @ ...`, n times; of the inverse where n is negative.",
     matrix_power},
};

}  // namespace

void add_linear_algebra(sema::Catalog& catalog) { add_functions(catalog, linear_algebra_table); }

}  // namespace mlo::ops
