// cg: conjugate gradient (Hestenes, Stiefel 1952), as implicit MAML uses it (Rajeswaran et al. 2019). With A = H +
// damping I:
//   a = r'r / p'Ap,  q <- q + a p,  r <- r - a A p,  p <- r + (r'r / old r'r) p,  from q = 0, r = p = v
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/solve/linear.h"

namespace mlo::solve {
namespace {

/// How often the damping is raised before that is given up.
constexpr int most_restarts = 8;

double product_of(const Tensor& a, const Tensor& b) { return at::dot(a, b).item<double>(); }

/// One run of the method.
struct Attempt {
  Tensor q;
  double left = 1;       ///< |residual| / |v|
  double curvature = 0;  ///< below 0 where H itself has it along a search direction
};

Attempt attempt(const Apply& apply, const Tensor& v, std::int64_t iterations, double damping, LinearReport& report) {
  const double epsilon = v.scalar_type() == at::kDouble ? 2.3e-16 : 1.2e-7;
  Attempt out{at::zeros_like(v)};
  Tensor r = v, p = v;
  double rr = product_of(r, r);
  const double start = rr, stop = epsilon * epsilon * start;
  for (std::int64_t k = 0; k < iterations && rr > stop; ++k) {
    const Tensor h = apply(p);
    ++report.products;
    const double pp = product_of(p, p), ph = product_of(p, h),
                 rounding = 1e3 * epsilon * std::sqrt(pp * product_of(h, h));
    if (ph < -rounding) {
      out.curvature = ph / pp;
      if (k == 0) out.q = v * (pp / (damping * pp - ph));
      break;
    }
    const double curvature = ph + damping * pp;
    if (curvature <= epsilon * pp * 1e-3)
      throw SolveError("cg met a direction without curvature: the lower problem's Hessian is singular");
    const double step = rr / curvature;
    out.q = at::add(out.q, p, step);
    r = at::add(r, damping != 0 ? at::add(h, p, damping) : h, -step);
    const double next = product_of(r, r);
    p = at::add(r, p, next / rr);
    rr = next;
  }
  out.left = start > 0 ? std::sqrt(rr / start) : 0;
  return out;
}

}  // namespace

LinearSolver conjugate_gradient(std::int64_t iterations, double damping, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    double own = damping;
    Attempt found = attempt(apply, v, iterations, own, report);
    for (int k = 0; k < most_restarts && found.curvature < 0; ++k) {
      own = damping_against(found.curvature, own, on_indefinite, "cg", report);
      if (on_indefinite != OnIndefinite::damp) break;
      // Damped, the direction that was met is positive; what cg then minimizes is the damped model.
      const double shift = own;
      found = attempt([&](const Tensor& p) { return at::add(apply(p), p, shift); }, v, iterations, 0, report);
    }
    report.relative_residual = found.left;
    return found.q;
  };
}

}  // namespace mlo::solve
