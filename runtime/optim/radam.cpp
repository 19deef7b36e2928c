// RAdam (Liu et al. 2020), Adam whose adaptive rate waits until its variance is tractable:
//   m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2
//   rho_inf = 2 / (1 - b2) - 1,  rho = rho_inf - 2 t b2^t / (1 - b2^t)
//   rho > 5:  p <- p - lr r m / (1 - b1^t) sqrt(1 - b2^t) / (sqrt(v) + eps),
//             r^2 = (rho - 4) (rho - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho)
//   else:     p <- p - lr m / (1 - b1^t)
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/optim/safe_root.h"
#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, beta1, beta2, eps, weight_decay };
enum : std::size_t { first_moment, second_moment };

}  // namespace

Tensor radam_step(StepCall& call) {
  const double b1 = call.hyper[beta1].number(), b2 = call.hyper[beta2].number();
  const auto t = static_cast<double>(call.step);
  const Tensor g = decayed(call, weight_decay);
  const Tensor m = at::add(at::mul(slot_or(call, first_moment), b1), g, 1 - b1);
  const Tensor v = average_of_squares(slot_or(call, second_moment), b2, g);
  call.slots[first_moment] = m;
  call.slots[second_moment] = v;
  const double left = 1 - std::pow(b2, t), longest = 2 / (1 - b2) - 1, rho = longest - 2 * t * std::pow(b2, t) / left;
  const Hyper rate = call.hyper[lr].scaled(1 / (1 - std::pow(b1, t)));
  if (rho <= 5) return subtract_quotient(call.parameter, rate, m, at::ones_like(m));
  const double rectified = std::sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho));
  return subtract_quotient(call.parameter, rate.scaled(rectified * std::sqrt(left)), m,
                           at::add(safe_root(v), call.hyper[eps].number()));
}

}  // namespace mlo::optim
