// Adam (Kingma and Ba 2015), with AMSGrad (Reddi et al. 2018), and AdamW (Loshchilov and Hutter 2019):
//   m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2
//   p <- p - lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)      (amsgrad: the largest v so far in v's place)
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/kernels/small.h"
#include "runtime/optim/safe_root.h"
#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, beta1, beta2, eps, weight_decay, amsgrad };
enum : std::size_t { first_moment, second_moment, largest };

Tensor step_along(StepCall& call, const Tensor& p, const Tensor& g) {
  const double b1 = call.hyper[beta1].number(), b2 = call.hyper[beta2].number();
  const auto t = static_cast<double>(call.step);
  const Tensor m = kernels::add(kernels::mul(slot_or(call, first_moment), b1), g, 1 - b1);
  const Tensor v = average_of_squares(slot_or(call, second_moment), b2, g);
  Tensor scale_of = v;
  if (!call.hyper[amsgrad].is_zero()) {
    scale_of = at::maximum(slot_or(call, largest), v);
    call.slots[largest] = scale_of;
  }
  call.slots[first_moment] = m;
  call.slots[second_moment] = v;
  const Tensor root = kernels::div(safe_root(scale_of), std::sqrt(1 - std::pow(b2, t)));
  return subtract_quotient(p, call.hyper[lr].scaled(1 / (1 - std::pow(b1, t))), m,
                           kernels::add(root, call.hyper[eps].number()));
}

}  // namespace

Tensor adam_step(StepCall& call) { return step_along(call, call.parameter, decayed(call, weight_decay)); }

Tensor adamw_step(StepCall& call) {
  const Hyper &rate = call.hyper[lr], &decay = call.hyper[weight_decay];
  if (decay.is_zero()) return step_along(call, call.parameter, call.gradient);
  // p (1 - lr decay)
  const Hyper lost = decay.is_number() ? rate.scaled(decay.number()) : Hyper(scale(rate, decay.tensor()));
  return step_along(call, scale(complement(lost), call.parameter), call.gradient);
}

}  // namespace mlo::optim
