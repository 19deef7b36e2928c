// gmres: the q of the Krylov space of v with the least |v - (H + damping I) q| (Saad, Schultz 1986).
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {
namespace {

/// The Hessenberg matrix of one row, column by column, and what is known of its least squares problem.
struct Row {
  double beta = 0;  ///< |v|
  std::vector<Numbers> columns;
  Numbers y;
  bool done = false;

  /// min |beta e1 - H y| over y for the (m + 1) x m matrix whose columns these are: Givens rotations make it
  /// triangular.
  void solve() {
    const std::size_t m = columns.size();
    std::vector<Numbers> triangle = columns;
    Numbers right(m + 1, 0);
    right[0] = beta;
    for (std::size_t j = 0; j < m; ++j) {
      const double a = triangle[j][j], b = triangle[j][j + 1], length = std::hypot(a, b);
      const double c = length > 0 ? a / length : 1, s = length > 0 ? b / length : 0;
      const auto rotate = [&](double& above, double& below) {
        const double first = c * above + s * below;
        below = c * below - s * above;
        above = first;
      };
      for (std::size_t k = j; k < m; ++k) rotate(triangle[k][j], triangle[k][j + 1]);
      rotate(right[j], right[j + 1]);
    }
    check_regular(triangle);
    y.assign(m, 0);
    for (std::size_t j = m; j-- > 0;) {
      double rest = right[j];
      for (std::size_t k = j + 1; k < m; ++k) rest -= triangle[k][j] * y[k];
      y[j] = rest / triangle[j][j];
    }
  }

  static void check_regular(const std::vector<Numbers>& triangle) {
    double low = std::abs(triangle[0][0]), high = low;
    for (std::size_t j = 1; j < triangle.size(); ++j) {
      low = std::min(low, std::abs(triangle[j][j]));
      high = std::max(high, std::abs(triangle[j][j]));
    }
    if (!(low > 1e-13 * high))
      throw SolveError("gmres met a singular system: the lower problem's solution is not determined");
  }

  /// |beta e1 - H y| / beta: no further product.
  double residual() const {
    double square = 0;
    for (std::size_t row = 0; row <= columns.size(); ++row) {
      double entry = row == 0 ? beta : 0;
      for (std::size_t j = 0; j < columns.size(); ++j)
        if (row < columns[j].size()) entry -= columns[j][row] * y[j];
      square += entry * entry;
    }
    return beta > 0 ? std::sqrt(square) / beta : 0;
  }
};

Numbers inverse(const Numbers& numbers) {
  Numbers out;
  for (const double x : numbers) out.push_back(x > 0 ? 1 / x : 0);
  return out;
}

Tensor scale_rows(const Tensor& x, const Numbers& c) { return x * column(c, x).unsqueeze(1); }

/// The next direction made orthogonal to those before, and the new column of every row.
Tensor orthogonal(Tensor next, const Tensors& basis, std::vector<Numbers>& columns) {
  for (int sweep = 0; sweep < 2; ++sweep)  // twice is enough (Giraud et al. 2005)
    for (std::size_t i = 0; i < basis.size(); ++i) {
      Numbers along = products(basis[i], next);
      for (std::size_t row = 0; row < along.size(); ++row) {
        columns[row][i] += along[row];
        along[row] = -along[row];
      }
      next = add_rows(next, basis[i], along);
    }
  return next;
}

}  // namespace

LinearSolver gmres(std::int64_t iterations, double damping) {
  return [=](const Apply& apply, const Tensor& v, LinearReports& reports) {
    const double epsilon = v.scalar_type() == at::kDouble ? 2.3e-16 : 1.2e-7;
    const Numbers sizes = norms(v);
    std::vector<Row> rows(reports.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row].beta = sizes[row];
      rows[row].done = sizes[row] == 0;
    }
    const auto all_done = [&] {
      return std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.done; });
    };
    Tensors basis{scale_rows(v, inverse(sizes))};
    for (std::int64_t k = 0; k < iterations && !all_done(); ++k) {
      const Tensor product = apply(basis.back());
      const Tensor damped = damping != 0 ? at::add(product, basis.back(), damping) : product;
      std::vector<Numbers> columns(rows.size(), Numbers(static_cast<std::size_t>(k + 2), 0));
      const Tensor next = orthogonal(damped, basis, columns);
      const Numbers before = norms(damped), rest = norms(next);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].done) continue;
        ++reports[row].products;
        columns[row].back() = rest[row];
        rows[row].columns.push_back(std::move(columns[row]));
        rows[row].solve();
        rows[row].done = rest[row] <= 10 * epsilon * before[row];  // the space holds the solution
      }
      basis.push_back(scale_rows(next, inverse(rest)));
    }
    Tensor q = at::zeros_like(v);
    for (std::size_t i = 0; i + 1 < basis.size(); ++i) {
      Numbers c;
      for (const Row& row : rows) c.push_back(i < row.y.size() ? row.y[i] : 0);
      q = add_rows(q, basis[i], c);
    }
    for (std::size_t row = 0; row < rows.size(); ++row) reports[row].relative_residual = rows[row].residual();
    return q;
  };
}

}  // namespace mlo::solve
