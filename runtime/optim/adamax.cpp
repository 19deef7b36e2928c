// Adamax (Kingma and Ba 2015, section 7.1), Adam with the infinity norm of past gradients:
//   m <- b1 m + (1 - b1) g,  u <- max(b2 u, |g| + eps),  p <- p - lr / (1 - b1^t) m / u
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, beta1, beta2, eps, weight_decay };
enum : std::size_t { first_moment, norm };

}  // namespace

Tensor adamax_step(StepCall& call) {
  const double b1 = call.hyper[beta1].number(), b2 = call.hyper[beta2].number();
  const Tensor g = decayed(call, weight_decay);
  const Tensor m = at::add(at::mul(slot_or(call, first_moment), b1), g, 1 - b1);
  const Tensor u = at::maximum(at::mul(slot_or(call, norm), b2), at::add(at::abs(g), call.hyper[eps].number()));
  call.slots[first_moment] = m;
  call.slots[norm] = u;
  const double correction = 1 - std::pow(b1, static_cast<double>(call.step));
  return subtract_quotient(call.parameter, call.hyper[lr].scaled(1 / correction), m, u);
}

}  // namespace mlo::optim
