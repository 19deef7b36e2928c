// penalty: F2SA (Kwon, Kwon, Wright, Nowak 2023), by first derivatives alone.
//   y <- y - lr (v / lambda + dL/dy(y)) from b;  lambda (dL/du(y) - dL/du(b))
#include <ATen/ATen.h>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors penalized(OwnGradient own, OutsideGradient gradient, Penalty penalty, const Tensors& root,
                  const Tensors& outside) {
  return attach(
      [own = std::move(own), gradient = std::move(gradient), penalty, root](const Tensors& v, const Tensors& u, bool) {
        Tensors start, y;
        for (const Tensor& t : root) start.push_back(t.detach());
        y = start;
        for (std::int64_t k = 0; k < penalty.steps; ++k) {
          const Tensors g = own(leaves(y, true));
          for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = at::add(at::add(y[i], v[i].detach(), -penalty.lr / penalty.lambda), g[i].detach(), -penalty.lr);
        }
        return difference(gradient(y, leaves(u), {}), gradient(start, leaves(u), {}), penalty.lambda);
      },
      root, outside);
}

}  // namespace mlo::solve
