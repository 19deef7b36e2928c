// exact: (H + damping I) q = v with the dense Hessian, column by column, and LU.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {
namespace {

constexpr std::int64_t largest = 5000;

Tensor matrix_of(const Apply& apply, const Tensor& v) {
  const std::int64_t n = v.numel();
  Tensor out = at::empty({n, n}, v.options());
  for (std::int64_t i = 0; i < n; ++i) {
    Tensor unit = at::zeros_like(v);
    unit[i] = 1;
    out.select(1, i).copy_(apply(unit));
  }
  return out;
}

/// A Hessian; below methods that approximate, the Jacobian may not be symmetric.
bool is_symmetric(const Tensor& matrix, double epsilon) {
  return (matrix - matrix.t()).norm().item<double>() <= 1e3 * epsilon * matrix.norm().item<double>();
}

void check_regular(double low, double high, double epsilon) {
  if (low > epsilon * high) return;
  throw SolveError(fmt::format(
      "the lower problem's Hessian is singular (singular values from {:.3g} down to {:.3g}): its solution is not "
      "determined, or not differentiable",
      high, low));
}

}  // namespace

LinearSolver dense(double damping, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    const std::int64_t n = v.numel();
    if (n > largest)
      throw SolveError(fmt::format(
          "`exact` would build a matrix of {0} x {0} for {0} parameters (at most {1}); use `cg`", n, largest));
    const double epsilon = v.scalar_type() == at::kDouble ? 1e-13 : 1e-6;
    Tensor matrix = matrix_of(apply, v);
    report.products += n;
    const bool symmetric = is_symmetric(matrix, epsilon);
    Tensor eigenvalues;
    double shift = damping;
    if (symmetric) {  // its singular values are those of its eigenvalues
      eigenvalues = at::linalg_eigvalsh(matrix);
      const double low = eigenvalues[0].item<double>(), scale = eigenvalues.abs().max().item<double>();
      if (low < -1e3 * epsilon * scale) shift = damping_against(low, damping, on_indefinite, "exact", report);
    }
    if (shift != 0) matrix = matrix + shift * at::eye(n, v.options());
    const Tensor singular = symmetric ? (eigenvalues + shift).abs() : at::linalg_svdvals(matrix);
    check_regular(singular.min().item<double>(), singular.max().item<double>(), epsilon);
    return at::linalg_solve(matrix, v);
  };
}

}  // namespace mlo::solve
