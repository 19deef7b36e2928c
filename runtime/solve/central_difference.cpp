// darts: the inverse Hessian taken as the identity (DARTS; Liu, Simonyan, Yang 2019, equation 8); sama: as what the
// optimizer's own step makes of a gradient (SAMA; Choe et al. 2023).
//   -(g(b + e v, u) - g(b - e v, u)) / 2e,  g = dL/du,  e = epsilon / |v|
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors central_difference(OutsideGradient gradient, double epsilon, Precondition precondition, const Tensors& root,
                           const Tensors& outside, std::int64_t tasks) {
  return attach(
      [gradient = std::move(gradient), epsilon, precondition = std::move(precondition), root, tasks](
          const Tensors& cotangent, const Tensors& u, bool) {
        const Tensors v = precondition ? precondition(cotangent) : cotangent;
        const Tensor rows = to_rows(v, tasks).detach();
        Numbers forth, back, slope;  // e, -e and 1 / 2e; all 0 where v is
        for (const double norm : norms(rows)) {
          forth.push_back(norm > 0 ? epsilon / norm : 0);
          back.push_back(-forth.back());
          slope.push_back(norm > 0 ? 1 / (2 * forth.back()) : 0);
        }
        if (std::all_of(slope.begin(), slope.end(), [](double s) { return s == 0; })) return Tensors(u.size());
        const Tensor weights = tasks > 0 ? column(slope, rows) : Tensor();
        const auto at_shift = [&](const Numbers& shift) {
          return gradient(add_tasks(root, v, shift, tasks), leaves(u), weights);
        };
        return difference(at_shift(back), at_shift(forth), tasks > 0 ? 1 : slope[0]);
      },
      root, outside);
}

}  // namespace mlo::solve
