// gmres: the q of the Krylov space of v with the least |v - (H + damping I) q| (Saad, Schultz 1986).
#include <ATen/ATen.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {
namespace {

/// min |beta e1 - H y| over y for the (m + 1) x m Hessenberg matrix whose columns these are.
Tensor least_squares(const std::vector<Tensor>& columns, double beta) {
  const auto m = static_cast<std::int64_t>(columns.size());
  Tensor matrix = at::zeros({m + 1, m}, at::kDouble), right = at::zeros({m + 1, 1}, at::kDouble);
  for (std::int64_t j = 0; j < m; ++j)
    matrix.slice(0, 0, j + 2).select(1, j).copy_(columns[static_cast<std::size_t>(j)]);
  right[0][0] = beta;
  const Tensor s = at::linalg_svdvals(matrix);
  if (!(s[m - 1].item<double>() > 1e-13 * s[0].item<double>()))
    throw SolveError("gmres met a singular system: the lower problem's solution is not determined");
  return std::get<0>(at::linalg_lstsq(matrix, right)).squeeze(1);
}

}  // namespace

LinearSolver gmres(std::int64_t iterations, double damping) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    const double beta = v.norm().item<double>();
    if (beta == 0) return at::zeros_like(v);
    const double epsilon = v.scalar_type() == at::kDouble ? 2.3e-16 : 1.2e-7;
    std::vector<Tensor> basis{v / beta}, columns;
    Tensor y;
    for (std::int64_t k = 0; k < iterations; ++k) {
      Tensor next = apply(basis.back());
      ++report.products;
      if (damping != 0) next = at::add(next, basis.back(), damping);
      const double size = next.norm().item<double>();
      Tensor column = at::zeros({k + 2}, at::kDouble);
      for (int sweep = 0; sweep < 2; ++sweep)  // twice is enough (Giraud et al. 2005)
        for (std::size_t i = 0; i < basis.size(); ++i) {
          const double along = at::dot(basis[i], next).item<double>();
          column[static_cast<std::int64_t>(i)] += along;
          next = at::add(next, basis[i], -along);
        }
      const double rest = next.norm().item<double>();
      column[k + 1] = rest;
      columns.push_back(column);
      y = least_squares(columns, beta);
      if (rest <= 10 * epsilon * size) break;  // the space holds the solution
      basis.push_back(next / rest);
    }
    Tensor q = at::zeros_like(v);
    for (std::size_t i = 0; i < columns.size(); ++i)
      q = at::add(q, basis[i], y[static_cast<std::int64_t>(i)].item<double>());
    // |beta e1 - H y| from the Hessenberg matrix: no further product.
    double square = 0;
    for (std::int64_t row = 0; row <= static_cast<std::int64_t>(columns.size()); ++row) {
      double entry = row == 0 ? beta : 0;
      for (std::size_t j = 0; j < columns.size(); ++j)
        if (row < columns[j].size(0))
          entry -= columns[j][row].item<double>() * y[static_cast<std::int64_t>(j)].item<double>();
      square += entry * entry;
    }
    report.relative_residual = std::sqrt(square) / beta;
    return q;
  };
}

}  // namespace mlo::solve
