// exact: (H + damping I) q = v with the dense Hessian, column by column, and LU.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {
namespace {

constexpr std::int64_t largest = 5000;

/// [T, n, n]: column by column for all rows at once.
Tensor matrices_of(const Apply& apply, const Tensor& v) {
  const std::int64_t rows = v.size(0), n = v.size(1);
  const Tensor units = at::eye(n, v.options());
  Tensors columns;
  for (std::int64_t i = 0; i < n; ++i)
    columns.push_back(apply(rows == 1 ? units.narrow(0, i, 1) : units.narrow(0, i, 1).expand({rows, n}).contiguous()));
  return n == 1 ? columns[0].unsqueeze(2) : at::stack(columns, 2);
}

Numbers numbers_of(const Tensor& t) {
  const Tensor plain = t.to(at::kCPU, at::kDouble).contiguous();
  return {plain.data_ptr<double>(), plain.data_ptr<double>() + plain.numel()};
}

/// Of a symmetric matrix; a number is its own.
Tensor eigenvalues_of(const Tensor& matrix) {
  return matrix.numel() == 1 ? matrix.view({1}) : at::linalg_eigvalsh(matrix);
}

Tensor solution_of(const Tensor& matrix, const Tensor& v) {
  return matrix.numel() == 1 ? at::div(v, matrix.view({1})) : at::linalg_solve(matrix, v);
}

/// A Hessian; below methods that approximate, the Jacobian may not be symmetric.
bool is_symmetric(const Tensor& matrix, double epsilon) {
  return matrix.numel() == 1 ||
         (matrix - matrix.t()).norm().item<double>() <= 1e3 * epsilon * matrix.norm().item<double>();
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
  Numbers singular;
  double shift = damping;
  if (symmetric) {  // its singular values are those of its eigenvalues, which come in ascending order
    singular = numbers_of(eigenvalues_of(matrix));
    const double low = singular.front(), scale = std::max(std::abs(low), std::abs(singular.back()));
    if (low < -1e3 * epsilon * scale) shift = damping_against(low, damping, on_indefinite, "exact", report);
    for (double& value : singular) value = std::abs(value + shift);
  }
  if (shift != 0) matrix = matrix + shift * at::eye(v.numel(), v.options());
  if (!symmetric) singular = numbers_of(at::linalg_svdvals(matrix));
  const auto [low, high] = std::minmax_element(singular.begin(), singular.end());
  check_regular(*low, *high, epsilon);
  return solution_of(matrix, v);
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
    return rows.size() == 1 ? rows[0].unsqueeze(0) : at::stack(rows);
  };
}

}  // namespace mlo::solve
