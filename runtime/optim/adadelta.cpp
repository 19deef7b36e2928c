// Adadelta (Zeiler 2012):
//   s <- r s + (1 - r) g^2,  d = sqrt(a + eps) / sqrt(s + eps) g,  a <- r a + (1 - r) d^2,  p <- p - lr d
#include <ATen/ATen.h>

#include "runtime/optim/steps.h"
#include "runtime/optim/update.h"

namespace mlo::optim {
namespace {

enum : std::size_t { lr, rho, eps, weight_decay };
enum : std::size_t { squares, steps };

}  // namespace

Tensor adadelta_step(StepCall& call) {
  const double r = call.hyper[rho].number(), small = call.hyper[eps].number();
  const Tensor g = decayed(call, weight_decay), before = slot_or(call, steps);
  const Tensor s = average_of_squares(slot_or(call, squares), r, g);
  const Tensor d = at::mul(at::div(at::sqrt(at::add(before, small)), at::sqrt(at::add(s, small))), g);
  call.slots[squares] = s;
  call.slots[steps] = average_of_squares(before, r, d);
  return call.hyper[lr].is_number() ? at::sub(call.parameter, d, call.hyper[lr].number())
                                    : at::sub(call.parameter, scale(call.hyper[lr], d));
}

}  // namespace mlo::optim
