// Systems of equations, determinants and decompositions of matrices. Those that a matrix need not have are NaN where it
// has none, and no error: shapes are checked on zeros, and a run that meets NaN says where it came from.
#include "runtime/ops/functions/decompositions.h"

#include <ATen/ATen.h>

#include <limits>

#include "runtime/ops/builtin.h"
#include "runtime/ops/checks.h"

namespace mlo::ops {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// `out [..., n, m]` with NaN where LAPACK's `info [...]` tells of a failure.
Tensor where_found(const Tensor& out, const Tensor& info) {
  return at::masked_fill(out, at::ne(info, 0).unsqueeze(-1).unsqueeze(-1), nan);
}

Value inverse(Call& call) { return inverse_of(square_matrices(call, 0, "inverse")); }

/// LibTorch's rule: b is one vector `[n]`, vectors `[..., n]` for matrices `[..., n, n]`, or matrices `[..., n, k]`.
bool holds_vectors(const Tensor& a, const Tensor& b) {
  return b.dim() == 1 || (b.dim() == a.dim() - 1 && b.sizes() == a.sizes().slice(0, std::size_t(b.dim())));
}

Value solve(Call& call) {
  const Tensor a = square_matrices(call, 0, "solve"), b = call.floating(1);
  const bool vectors = b.dim() > 0 && holds_vectors(a, b);
  if (b.dim() == 0 || b.size(vectors ? -1 : -2) != a.size(-1))
    refuse("solve", "a [..., n, n] and b [n], [..., n] or [..., n, k]", {a, b});
  const Tensor columns = vectors ? b.unsqueeze(-1) : b;
  const auto [x, info] = at::linalg_solve_ex(a, columns);
  const Tensor found = where_found(x, info);
  return vectors ? found.squeeze(-1) : found;
}

Value solve_triangular(Call& call) {
  const Tensor a = square_matrices(call, 0, "solve_triangular"), b = matrices(call, 1, "solve_triangular");
  const bool left = call.boolean(3);
  if (b.size(left ? -2 : -1) != a.size(-1))
    refuse("solve_triangular", left ? "a [..., n, n] and b [..., n, k]" : "a [..., n, n] and b [..., k, n]", {a, b});
  return at::linalg_solve_triangular(a, b, call.boolean(2), left, call.boolean(4));
}

Value pinv(Call& call) {
  const c10::optional<double> cut = call.none(1) ? c10::nullopt : c10::make_optional(call.number(1));
  return at::linalg_pinv(matrices(call, 0, "pinv"), c10::nullopt, cut);
}

Value lstsq(Call& call) {
  const Tensor a = matrices(call, 0, "lstsq"), b = call.floating(1);
  const bool vectors = b.dim() > 0 && b.dim() == a.dim() - 1;
  if (b.dim() == 0 || b.size(b.dim() == 1 || vectors ? -1 : -2) != a.size(-2))
    refuse("lstsq", "a [..., n, m] and b [..., n] or [..., n, k]", {a, b});
  const Tensor inverse = at::linalg_pinv(a);
  return vectors ? at::matmul(inverse, b.unsqueeze(-1)).squeeze(-1) : at::matmul(inverse, b);
}

Value det(Call& call) { return at::linalg_det(square_matrices(call, 0, "det")); }
Value logdet(Call& call) { return at::logdet(square_matrices(call, 0, "logdet")); }

Value slogdet(Call& call) {
  const auto [sign, logarithm] = at::linalg_slogdet(square_matrices(call, 0, "slogdet"));
  return list_of({sign, logarithm});
}

Value cholesky(Call& call) {
  const auto [factor, info] = at::linalg_cholesky_ex(square_matrices(call, 0, "cholesky"));
  return where_found(factor, info);
}

Value qr(Call& call) {
  const auto [q, r] = at::linalg_qr(matrices(call, 0, "qr"));
  return list_of({q, r});
}

Value svd(Call& call) {
  const auto [u, s, vh] = at::linalg_svd(matrices(call, 0, "svd"), /*full_matrices=*/false);
  return list_of({u, s, vh});
}

Value svdvals(Call& call) { return at::linalg_svdvals(matrices(call, 0, "svdvals")); }

Value eigh(Call& call) {
  const auto [values, vectors] = at::linalg_eigh(square_matrices(call, 0, "eigh"));
  return list_of({values, vectors});
}

Value eigvalsh(Call& call) { return at::linalg_eigvalsh(square_matrices(call, 0, "eigvalsh")); }

constexpr FunctionEntry decompositions_table[] = {
    {"inverse(x: tensor)", "The inverse of matrices `[..., n, n]`; NaN where there is none.", inverse},
    {"solve(a: tensor, b: tensor)",
     "The x with `a @ x = b`, for a `[..., n, n]` and b `[n]` or `[..., n, k]`; NaN where a is singular.", solve},
    {"solve_triangular(a: tensor, b: tensor, upper: boolean, left: boolean = true, unitriangular: boolean = false)",
     "The x with `a @ x = b`, or `x @ a = b` with left = false, reading only the upper or the lower triangle of a "
     "`[..., n, n]`; unitriangular takes its diagonal as 1.",
     solve_triangular},
    {"lstsq(a: tensor, b: tensor)",
     "The x of least norm that minimizes `norm(a @ x - b)`, for a `[..., n, m]` and b `[..., n]` or `[..., n, k]`.",
     lstsq},
    {"pinv(x: tensor, rtol: real? in 0.. = none)",
     "The pseudoinverse of matrices `[..., n, m]`; singular values below rtol times the largest count as 0.", pinv},
    {"det(x: tensor)", "The determinant of matrices `[..., n, n]`.", det},
    {"logdet(x: tensor)", "The logarithm of the determinant; NaN where that is negative.", logdet},
    {"slogdet(x: tensor)", "Two results: the determinant's sign, and the logarithm of its size.", slogdet,
     Draws::nothing, results<2>},
    {"cholesky(x: tensor)",
     "The lower triangular L with `L @ transpose(L) = x`, for symmetric positive definite matrices `[..., n, n]`; NaN "
     "for others.",
     cholesky},
    {"qr(x: tensor)",
     "Two results: q with orthonormal columns and r upper triangular, with `q @ r = x`, of matrices `[..., n, m]`.", qr,
     Draws::nothing, results<2>},
    {"svd(x: tensor)",
     "Three results, u, s, vh: the singular value decomposition `u @ diag_embed(s) @ vh = x` of matrices `[..., n, "
     "m]`, s "
     "`[..., min(n, m)]` with the largest first; smooth where they differ. The signs of u and vh are arbitrary.",
     svd, Draws::nothing, results<3>},
    {"svdvals(x: tensor)", "The singular values, largest first; smooth where they differ.", svdvals},
    {"eigh(x: tensor)",
     "Two results: the eigenvalues of symmetric matrices `[..., n, n]`, smallest first, and the eigenvectors, as "
     "columns; "
     "smooth where the values differ. The vectors' signs are arbitrary.",
     eigh, Draws::nothing, results<2>},
    {"eigvalsh(x: tensor)", "The eigenvalues of a symmetric matrix, smallest first; smooth where they differ.",
     eigvalsh},
};

}  // namespace

Tensor inverse_of(const Tensor& x) {
  const auto [inverse, info] = at::linalg_inv_ex(x);
  return where_found(inverse, info);
}

void add_decompositions(sema::Catalog& catalog) { add_functions(catalog, decompositions_table); }

}  // namespace mlo::ops
