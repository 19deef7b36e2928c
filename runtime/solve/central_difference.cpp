// darts: the inverse Hessian taken as the identity (DARTS; Liu, Simonyan, Yang 2019, equation 8); sama: as what the
// optimizer's own step makes of a gradient (SAMA; Choe et al. 2023).
//   -(g(b + e v, u) - g(b - e v, u)) / 2e,  g = dL/du,  e = epsilon / |v|
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors central_difference(OutsideGradient gradient, double epsilon, Precondition precondition, RunTasks run,
                           const Tensors& root, const Tensors& outside, std::int64_t tasks) {
  return attach(
      [gradient = std::move(gradient), epsilon, precondition = std::move(precondition), run = std::move(run), root,
       tasks](const Tensors& cotangent, const Tensors& u, bool) {
        const Tensors v = precondition ? precondition(cotangent) : cotangent;
        const Tensor rows = to_rows(v, tasks).detach();
        std::array<Numbers, 2> shifts;  // -e and e
        Numbers slope;                  // 1 / 2e; all 0 where v is
        for (const double norm : norms(rows)) {
          const double e = norm > 0 ? epsilon / norm : 0;
          shifts[0].push_back(-e);
          shifts[1].push_back(e);
          slope.push_back(norm > 0 ? 1 / (2 * e) : 0);
        }
        if (std::all_of(slope.begin(), slope.end(), [](double s) { return s == 0; })) return Tensors(u.size());
        const Tensor weights = tasks > 0 ? column(slope, rows) : Tensor();
        std::array<Tensors, 2> sides;
        run(2, [&](std::size_t side) {
          at::AutoGradMode grad_on(true);  // a thread's own
          sides[side] = gradient(add_tasks(root, v, shifts[side], tasks), leaves(u), weights);
        });
        return difference(sides[0], sides[1], tasks > 0 ? 1 : slope[0]);
      },
      root, outside);
}

Tensors mixed_product(Residual own_gradient, Precondition precondition, const Tensors& root, const Tensors& outside) {
  return attach(
      [own_gradient = std::move(own_gradient), precondition = std::move(precondition), root](
          const Tensors& cotangent, const Tensors& outside_now, bool) {
        const Tensors u = leaves(outside_now), r = own_gradient(leaves(root, true), u);
        Tensors v;
        for (const Tensor& t : precondition ? precondition(cotangent) : cotangent) v.push_back(t.detach());
        Tensors g = vector_jacobian(r, u, v, false, false);
        for (Tensor& t : g)
          if (t.defined()) t = t.neg();
        return g;
      },
      root, outside);
}

}  // namespace mlo::solve
