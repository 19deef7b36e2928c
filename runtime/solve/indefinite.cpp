#include <fmt/format.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {

double damping_against(double curvature, double damping, OnIndefinite on_indefinite, const char* solver,
                       LinearReport& report) {
  if (on_indefinite == OnIndefinite::error)
    throw SolveError(
        fmt::format("`{}` met a curvature of {:.3g}: the lower problem's Hessian is not positive, so it does "
                    "not stand at a minimum",
                    solver, curvature));
  report.negative_curvature = true;
  return on_indefinite == OnIndefinite::damp ? std::max(damping, -2 * curvature) : damping;
}

}  // namespace mlo::solve
