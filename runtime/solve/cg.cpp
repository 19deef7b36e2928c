#include <ATen/ATen.h>

#include <cmath>

#include "runtime/solve/linear.h"

namespace mlo::solve {

LinearSolver conjugate_gradient(std::int64_t iterations, double damping) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    const double epsilon = v.scalar_type() == at::kDouble ? 2.3e-16 : 1.2e-7;
    Tensor q = at::zeros_like(v), r = v, p = v;
    double rr = at::dot(r, r).item<double>();
    const double start = rr, stop = epsilon * epsilon * start;
    for (std::int64_t k = 0; k < iterations && rr > stop; ++k) {
      const Tensor h = apply(p);
      ++report.products;
      const double pp = at::dot(p, p).item<double>(), ph = at::dot(p, h).item<double>();
      const double rounding = 1e3 * epsilon * std::sqrt(pp * at::dot(h, h).item<double>());
      if (ph < -rounding) {
        report.negative_curvature = true;
        if (k == 0) q = v * (pp / (damping * pp - ph));
        break;
      }
      const double curvature = ph + damping * pp;
      if (curvature <= epsilon * pp * 1e-3)
        throw SolveError("cg met a direction without curvature: the lower problem's Hessian is singular");
      const double step = rr / curvature;
      q = at::add(q, p, step);
      r = at::add(r, damping != 0 ? at::add(h, p, damping) : h, -step);
      const double next = at::dot(r, r).item<double>();
      p = at::add(r, p, next / rr);
      rr = next;
    }
    report.relative_residual = start > 0 ? std::sqrt(rr / start) : 0;
    return q;
  };
}

}  // namespace mlo::solve
