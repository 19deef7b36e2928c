#include "runtime/optim/update.h"

#include <ATen/ATen.h>

#include "runtime/kernels/small.h"

namespace mlo::optim {

Hyper Hyper::scaled(double factor) const {
  if (is_number()) return number() * factor;
  return at::mul(tensor(), factor);
}

Tensor add_scaled(const Tensor& x, const Hyper& h, const Tensor& y) {
  if (h.is_number()) return kernels::add(x, y, h.number());
  return at::addcmul(x, h.tensor(), y);
}

Tensor scale(const Hyper& h, const Tensor& x) {
  if (h.is_number()) return kernels::mul(x, h.number());
  return kernels::mul(x, h.tensor());
}

Tensor subtract_quotient(const Tensor& x, const Hyper& h, const Tensor& numerator, const Tensor& denominator) {
  if (h.is_number()) return at::addcdiv(x, numerator, denominator, -h.number());
  return at::addcmul(x, h.tensor(), at::div(numerator, denominator), -1);
}

Hyper complement(const Hyper& h) {
  if (h.is_number()) return 1 - h.number();
  return at::rsub(h.tensor(), 1);
}

Tensor average_of_squares(const Tensor& average, double decay, const Tensor& x) {
  return at::addcmul(kernels::mul(average, decay), x, x, 1 - decay);
}

Tensor decayed(const StepCall& call, std::size_t weight_decay) {
  const Hyper& decay = call.hyper[weight_decay];
  return decay.is_zero() ? call.gradient : add_scaled(call.gradient, decay, call.parameter);
}

Tensor slot_or(const StepCall& call, std::size_t slot, double value) {
  const Tensor& t = call.slots[slot];
  return t.defined() ? t : at::full_like(call.parameter, value);
}

}  // namespace mlo::optim
