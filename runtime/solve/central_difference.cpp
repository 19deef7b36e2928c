// darts: the inverse Hessian taken as the identity (DARTS; Liu, Simonyan, Yang 2019, equation 8); sama: as what the
// optimizer's own step makes of a gradient (SAMA; Choe et al. 2023).
//   -(g(b + e v, u) - g(b - e v, u)) / 2e,  g = dL/du,  e = epsilon / |v|
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors central_difference(OutsideGradient gradient, double epsilon, Precondition precondition, const Tensors& root,
                           const Tensors& outside) {
  return attach(
      [gradient = std::move(gradient), epsilon, precondition = std::move(precondition), root](const Tensors& cotangent,
                                                                                              const Tensors& u, bool) {
        const Tensors v = precondition ? precondition(cotangent) : cotangent;
        double square = 0;
        for (const Tensor& t : v) square += t.detach().square().sum().item<double>();
        if (square == 0) return Tensors(u.size());
        const double e = epsilon / std::sqrt(square);
        const auto at_shift = [&](double shift) {
          Tensors b;
          for (std::size_t i = 0; i < v.size(); ++i) b.push_back(at::add(root[i].detach(), v[i].detach(), shift));
          return gradient(b, leaves(u));
        };
        return difference(at_shift(-e), at_shift(e), 1 / (2 * e));
      },
      root, outside);
}

}  // namespace mlo::solve
