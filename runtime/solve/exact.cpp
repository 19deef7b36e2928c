#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {
namespace {

constexpr std::int64_t largest = 5000;

}  // namespace

LinearSolver dense(double damping) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    const std::int64_t n = v.numel();
    if (n > largest)
      throw SolveError(fmt::format(
          "`exact` would build a matrix of {0} x {0} for {0} parameters (at most {1}); use `cg`", n, largest));
    Tensor matrix = at::empty({n, n}, v.options());
    for (std::int64_t i = 0; i < n; ++i) {
      Tensor unit = at::zeros_like(v);
      unit[i] = 1;
      matrix.select(1, i).copy_(apply(unit));
    }
    report.products += n;
    if (damping != 0) matrix = matrix + damping * at::eye(n, v.options());
    const Tensor singular = at::linalg_svdvals(matrix);
    const double high = singular[0].item<double>(), low = singular[n - 1].item<double>();
    const double epsilon = v.scalar_type() == at::kDouble ? 1e-13 : 1e-6;
    if (!(low > epsilon * high))
      throw SolveError(fmt::format(
          "the lower problem's Hessian is singular (singular values from {:.3g} down to {:.3g}): its solution is not "
          "determined, or not differentiable",
          high, low));
    return at::linalg_solve(matrix, v);
  };
}

}  // namespace mlo::solve
