// Adagrad (Duchi et al. 2011):
//   s <- s + g^2,  p <- p - lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)
#include <ATen/ATen.h>

#include "runtime/optim/safe_root.h"
#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, lr_decay, weight_decay, initial_accumulator_value, eps };

}  // namespace

Tensor adagrad_step(StepCall& call) {
  const Tensor g = decayed(call, weight_decay);
  const Tensor s = at::addcmul(slot_or(call, 0, call.hyper[initial_accumulator_value].number()), g, g);
  call.slots[0] = s;
  const double decay = 1 + static_cast<double>(call.step - 1) * call.hyper[lr_decay].number();
  return subtract_quotient(call.parameter, call.hyper[lr].scaled(1 / decay), g,
                           at::add(safe_root(s), call.hyper[eps].number()));
}

}  // namespace mlo::optim
