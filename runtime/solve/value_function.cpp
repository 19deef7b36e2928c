// value_function: BOME (Liu, Ye, Wright, Stone, Liu 2022), by first derivatives alone.
//   y <- y - lr (v + s g),  g = dL/dy(y),  s = max(eta - <v, g> / |g|^2, 0);  s (dL/du(y) - dL/du(b))
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors value_function(OwnGradient own, OutsideGradient gradient, ValueFunction options, const Tensors& root,
                       const Tensors& outside) {
  return attach(
      [own = std::move(own), gradient = std::move(gradient), options, root](const Tensors& v, const Tensors& u, bool) {
        Tensors start, g;
        for (const Tensor& t : root) start.push_back(t.detach());
        Tensors y = start;
        const Tensor flat_v = flatten(v).detach();
        const auto multiplier = [&] {
          g = own(leaves(y, true));
          const Tensor flat_g = flatten(g).detach();
          const double squares = at::dot(flat_g, flat_g).item<double>();
          return squares > 0 ? std::max(options.eta - at::dot(flat_v, flat_g).item<double>() / squares, 0.0) : 0.0;
        };
        double s = 0;  // at the solution g is nothing but rounding
        for (std::int64_t k = 0; k < options.steps; ++k) {
          for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] = at::add(y[i], v[i].detach(), -options.lr);
            if (s > 0) y[i] = at::add(y[i], g[i].detach(), -options.lr * s);
          }
          s = multiplier();
        }
        return difference(gradient(y, leaves(u)), gradient(start, leaves(u)), s);
      },
      root, outside);
}

}  // namespace mlo::solve
