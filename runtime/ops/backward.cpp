#include "runtime/ops/backward.h"

#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>

#include "runtime/kernels/small.h"

namespace mlo::ops {

void Cotangents::give(std::size_t argument, std::size_t item, const Tensor& like, const Tensor& cotangent) const {
  Tensor& sum = sums_[targets_[argument][item]];
  const bool broadcast = cotangent.sizes() != like.sizes();
  const Tensor own = broadcast ? kernels::sum_to(cotangent, like.sizes()) : cotangent;
  sum = sum.defined() ? kernels::add(sum, own) : own;
}

void no_derivative(const BackwardCall&) {}

void reshaped(const BackwardCall& b) { b.give(0, b.cotangent.reshape(b.call[0].tensor()->sizes())); }

}  // namespace mlo::ops
