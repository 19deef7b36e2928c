// value_function: BOME (Liu, Ye, Wright, Stone, Liu 2022), by first derivatives alone.
//   y <- y - lr (v + s g),  g = dL/dy(y),  s = max(eta - <v, g> / |g|^2, 0);  s (dL/du(y) - dL/du(b))
#include <ATen/ATen.h>

#include <algorithm>

#include "runtime/solve/first_derivatives.h"

namespace mlo::solve {

Tensors value_function(OwnGradient own, OutsideGradient gradient, ValueFunction options, const Tensors& root,
                       const Tensors& outside, std::int64_t tasks) {
  return attach(
      [own = std::move(own), gradient = std::move(gradient), options, root, tasks](const Tensors& v, const Tensors& u,
                                                                                   bool) {
        Tensors start, g;
        for (const Tensor& t : root) start.push_back(t.detach());
        Tensors y = start;
        const Tensor rows_v = to_rows(v, tasks).detach();
        Numbers s(static_cast<std::size_t>(rows_v.size(0)), 0);  // at the solution g is nothing but rounding
        const auto multipliers = [&] {
          g = own(leaves(y, true));
          const Tensor rows_g = to_rows(g, tasks).detach();
          const Numbers squares = products(rows_g, rows_g), along = products(rows_v, rows_g);
          for (std::size_t i = 0; i < s.size(); ++i)
            s[i] = squares[i] > 0 ? std::max(options.eta - along[i] / squares[i], 0.0) : 0.0;
        };
        for (std::int64_t k = 0; k < options.steps; ++k) {
          for (std::size_t i = 0; i < y.size(); ++i) y[i] = at::add(y[i], v[i].detach(), -options.lr);
          if (k > 0) {
            Numbers shift;
            for (const double one : s) shift.push_back(-options.lr * one);
            y = add_tasks(y, g, shift, tasks);
          }
          multipliers();
        }
        const Tensor weights = tasks > 0 ? column(s, rows_v) : Tensor();
        return difference(gradient(y, leaves(u), weights), gradient(start, leaves(u), weights), tasks > 0 ? 1 : s[0]);
      },
      root, outside);
}

}  // namespace mlo::solve
