// exact: (H + damping I) q = v with the dense Hessian, column by column, and LU.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {
namespace {

constexpr std::int64_t largest = 5000;

/// [T, n, n]: column by column for all rows at once.
Tensor matrices_of(const Apply& apply, const Tensor& v) {
  const std::int64_t rows = v.size(0), n = v.size(1);
  Tensor out = at::empty({rows, n, n}, v.options());
  for (std::int64_t i = 0; i < n; ++i) {
    Tensor unit = at::zeros_like(v);
    unit.select(1, i).fill_(1);
    out.select(2, i).copy_(apply(unit));
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

Tensor solve_row(Tensor matrix, const Tensor& v, double damping, OnIndefinite on_indefinite, LinearReport& report) {
  const double epsilon = v.scalar_type() == at::kDouble ? 1e-13 : 1e-6;
  const bool symmetric = is_symmetric(matrix, epsilon);
  Tensor eigenvalues;
  double shift = damping;
  if (symmetric) {  // its singular values are those of its eigenvalues
    eigenvalues = at::linalg_eigvalsh(matrix);
    const double low = eigenvalues[0].item<double>(), scale = eigenvalues.abs().max().item<double>();
    if (low < -1e3 * epsilon * scale) shift = damping_against(low, damping, on_indefinite, "exact", report);
  }
  if (shift != 0) matrix = matrix + shift * at::eye(v.numel(), v.options());
  const Tensor singular = symmetric ? (eigenvalues + shift).abs() : at::linalg_svdvals(matrix);
  check_regular(singular.min().item<double>(), singular.max().item<double>(), epsilon);
  return at::linalg_solve(matrix, v);
}

}  // namespace

LinearSolver dense(double damping, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReports& reports) {
    const std::int64_t n = v.size(1);
    if (n > largest)
      throw SolveError(fmt::format(
          "`exact` would build a matrix of {0} x {0} for {0} parameters (at most {1}); use `cg`", n, largest));
    const Tensor matrices = matrices_of(apply, v);
    Tensors rows;
    for (std::size_t row = 0; row < reports.size(); ++row) {
      const auto i = static_cast<std::int64_t>(row);
      reports[row].products += n;
      rows.push_back(solve_row(matrices[i], v[i], damping, on_indefinite, reports[row]));
    }
    return at::stack(rows);
  };
}

}  // namespace mlo::solve
