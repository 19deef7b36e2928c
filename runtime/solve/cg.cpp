// cg: conjugate gradient (Hestenes, Stiefel 1952), as implicit MAML uses it (Rajeswaran et al. 2019). With A = H +
// damping I:
//   a = r'r / p'Ap,  q <- q + a p,  r <- r - a A p,  p <- r + (r'r / old r'r) p,  from q = 0, r = p = v
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {
namespace {

/// How often the damping is raised before that is given up.
constexpr int most_restarts = 8;

/// One run of the method, for all rows at once; a row that has stopped moves no more.
class Attempt {
 public:
  Attempt(const Apply& apply, const Tensor& v, Numbers damping, LinearReports& reports)
      : q(at::zeros_like(v)),
        left(reports.size(), 0),
        curvature(reports.size(), 0),
        apply_(apply),
        damping_(std::move(damping)),
        reports_(reports),
        epsilon_(v.scalar_type() == at::kDouble ? 2.3e-16 : 1.2e-7),
        r_(v),
        p_(v),
        rr_(products(v, v)),
        start_(rr_),
        runs_(reports.size(), 1) {}

  void run(std::int64_t iterations) {
    for (std::int64_t k = 0; k < iterations; ++k) {
      for (std::size_t row = 0; row < runs_.size(); ++row)
        if (rr_[row] <= epsilon_ * epsilon_ * start_[row]) runs_[row] = 0;
      if (std::none_of(runs_.begin(), runs_.end(), [](char runs) { return runs != 0; })) break;
      iterate(k == 0);
    }
    for (std::size_t row = 0; row < left.size(); ++row)
      left[row] = start_[row] > 0 ? std::sqrt(rr_[row] / start_[row]) : 0;
  }

  Tensor q;
  Numbers left;       ///< |residual| / |v|
  Numbers curvature;  ///< below 0 where H itself has it along a search direction

 private:
  void iterate(bool first) {
    const Tensor h = apply_(p_);
    const Numbers pp = products(p_, p_), ph = products(p_, h), hh = products(h, h);
    Numbers along(runs_.size(), 0), against(runs_.size(), 0), turn(runs_.size(), 0);
    for (std::size_t row = 0; row < runs_.size(); ++row) {
      if (!runs_[row]) continue;
      ++reports_[row].products;
      if (ph[row] < -1e3 * epsilon_ * std::sqrt(pp[row] * hh[row])) {
        curvature[row] = ph[row] / pp[row];
        if (first) along[row] = pp[row] / (damping_[row] * pp[row] - ph[row]);
        runs_[row] = 0;
        continue;
      }
      const double bent = ph[row] + damping_[row] * pp[row];
      if (bent <= epsilon_ * pp[row] * 1e-3)
        throw SolveError("cg met a direction without curvature: the lower problem's Hessian is singular");
      along[row] = rr_[row] / bent;
      against[row] = -along[row];
    }
    q = add_rows(q, p_, along);
    const bool damped = std::any_of(damping_.begin(), damping_.end(), [](double d) { return d != 0; });
    r_ = add_rows(r_, damped ? add_rows(h, p_, damping_) : h, against);
    const Numbers next = products(r_, r_);
    for (std::size_t row = 0; row < runs_.size(); ++row) {
      if (!runs_[row]) continue;
      turn[row] = next[row] / rr_[row];
      rr_[row] = next[row];
    }
    p_ = add_rows(r_, p_, turn);
  }

  const Apply& apply_;
  Numbers damping_;
  LinearReports& reports_;
  double epsilon_;
  Tensor r_, p_;
  Numbers rr_, start_;
  std::vector<char> runs_;
};

bool any_below_zero(const Numbers& numbers) {
  return std::any_of(numbers.begin(), numbers.end(), [](double x) { return x < 0; });
}

/// Of the rows that met a negative curvature, what a run with more damping finds.
void replace(Attempt& found, const Attempt& again) {
  Tensor rows = found.q;
  for (std::size_t row = 0; row < found.curvature.size(); ++row) {
    if (found.curvature[row] >= 0) continue;
    rows = rows.clone();
    rows[static_cast<std::int64_t>(row)].copy_(again.q[static_cast<std::int64_t>(row)]);
    found.left[row] = again.left[row];
    found.curvature[row] = again.curvature[row];
  }
  found.q = rows;
}

}  // namespace

LinearSolver conjugate_gradient(std::int64_t iterations, double damping, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReports& reports) {
    Numbers own(reports.size(), damping);
    Attempt found(apply, v, own, reports);
    found.run(iterations);
    for (int k = 0; k < most_restarts && any_below_zero(found.curvature); ++k) {
      for (std::size_t row = 0; row < own.size(); ++row)
        if (found.curvature[row] < 0)
          own[row] = damping_against(found.curvature[row], own[row], on_indefinite, "cg", reports[row]);
      if (on_indefinite != OnIndefinite::damp) break;
      // Damped, the direction that was met is positive; what cg then minimizes is the damped model.
      const Apply damped = [&](const Tensor& p) { return add_rows(apply(p), p, own); };
      Attempt again(damped, v, Numbers(own.size(), 0), reports);
      again.run(iterations);
      replace(found, again);
    }
    for (std::size_t row = 0; row < reports.size(); ++row) reports[row].relative_residual = found.left[row];
    return found.q;
  };
}

}  // namespace mlo::solve
