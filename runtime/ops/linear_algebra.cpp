// Matrices.
#include <ATen/ATen.h>

#include "runtime/ops/builtin.h"

namespace mlo::ops {
namespace {

Value outer(Call& call) { return at::outer(call.tensor(0), call.tensor(1)); }
Value trace(Call& call) { return at::trace(call.tensor(0)); }
Value inverse(Call& call) { return at::linalg_inv(call.floating(0)); }
Value solve(Call& call) { return at::linalg_solve(call.floating(0), call.floating(1)); }
Value det(Call& call) { return at::linalg_det(call.floating(0)); }
Value logdet(Call& call) { return at::logdet(call.floating(0)); }
Value cholesky(Call& call) { return at::linalg_cholesky(call.floating(0)); }
Value svdvals(Call& call) { return at::linalg_svdvals(call.floating(0)); }
Value eigvalsh(Call& call) { return at::linalg_eigvalsh(call.floating(0)); }
Value diag(Call& call) { return at::diag(call.tensor(0), call.integer(1)); }
Value einsum(Call& call) { return at::einsum(call.string(0), call.tensors(1)); }

constexpr FunctionEntry table[] = {
    {"outer(a: tensor, b: tensor)", "`[n]` and `[m]` to `[n, m]`: `a[i] * b[j]`.", outer},
    {"trace(x: tensor)", "The sum of a matrix's diagonal.", trace},
    {"inverse(x: tensor)", "The inverse of matrices `[..., n, n]`.", inverse},
    {"solve(a: tensor, b: tensor)", "The x with `a @ x = b`, for a `[..., n, n]` and b `[n]` or `[..., n, k]`.", solve},
    {"det(x: tensor)", "The determinant of matrices `[..., n, n]`.", det},
    {"logdet(x: tensor)", "The logarithm of the determinant; NaN where that is negative.", logdet},
    {"cholesky(x: tensor)", "The lower triangular L with `L @ L^T = x`, for a symmetric positive definite x.",
     cholesky},
    {"svdvals(x: tensor)", "The singular values, largest first; smooth where they differ.", svdvals},
    {"eigvalsh(x: tensor)", "The eigenvalues of a symmetric matrix, smallest first; smooth where they differ.",
     eigvalsh},
    {"diag(x: tensor, diagonal: integer = 0)", "A vector as the diagonal of a matrix, or a matrix's diagonal.", diag},
    {"einsum(equation: string, *tensors: tensor)", "Einstein's summation: `einsum(\"ij,jk->ik\", a, b)` is `a @ b`.",
     einsum},
};

}  // namespace

void add_linear_algebra(sema::Catalog& catalog) { add_functions(catalog, table); }

}  // namespace mlo::ops
