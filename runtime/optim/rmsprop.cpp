// RMSprop (Hinton 2012; centered: Graves 2013):
//   s <- alpha s + (1 - alpha) g^2,  p <- p - lr g / (sqrt(s) + eps)
// centered subtracts the square of the mean gradient from s; momentum averages the quotients.
#include <ATen/ATen.h>

#include "runtime/optim/safe_root.h"
#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, alpha, eps, weight_decay, momentum, centered };
enum : std::size_t { squares, velocity, mean };

}  // namespace

Tensor rmsprop_step(StepCall& call) {
  const Tensor g = decayed(call, weight_decay);
  const double a = call.hyper[alpha].number();
  Tensor s = average_of_squares(slot_or(call, squares), a, g);
  call.slots[squares] = s;
  if (!call.hyper[centered].is_zero()) {
    const Tensor average = at::add(at::mul(slot_or(call, mean), a), g, 1 - a);
    call.slots[mean] = average;
    s = at::addcmul(s, average, average, -1);
  }
  const Tensor root = at::add(safe_root(s), call.hyper[eps].number());
  const Hyper &rate = call.hyper[lr], &mu = call.hyper[momentum];
  if (mu.is_zero()) return subtract_quotient(call.parameter, rate, g, root);
  const Tensor moved = at::addcdiv(scale(mu, slot_or(call, velocity)), g, root);
  call.slots[velocity] = moved;
  return add_scaled(call.parameter, rate.scaled(-1), moved);
}

}  // namespace mlo::optim
