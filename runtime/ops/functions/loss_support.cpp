#include "runtime/ops/functions/loss_support.h"

#include <ATen/ATen.h>
#include <ATen/ExpandUtils.h>

#include <stdexcept>

#include "runtime/kernels/small.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {

std::int64_t reduction_of(const std::string& name) {
  if (name == "none") return at::Reduction::None;
  return name == "sum" ? at::Reduction::Sum : at::Reduction::Mean;
}

Tensor reduced(const Tensor& entries, const std::string& reduction) {
  if (reduction == "none") return entries;
  return reduction == "sum" ? kernels::sum(entries) : kernels::mean(entries);
}

std::pair<Tensor, Tensor> matched(const Call& call, const std::string& name) {
  Tensor input = call.floating(0), target = call.tensor(1);
  if (input.sizes() != target.sizes()) {
    const bool reshapes = input.numel() == target.numel();
    throw std::invalid_argument(name + " takes two tensors of one shape, and got " + shape_text(input.sizes()) +
                                " and " + shape_text(target.sizes()) +
                                (reshapes ? "; `squeeze`, `reshape` or `[:, none]` makes them equal" : ""));
  }
  if (!target.is_floating_point()) target = target.to(input.scalar_type());
  return {std::move(input), std::move(target)};
}

Tensor factor(const Call& call, std::size_t i, const Tensor& entries, const std::string& name) {
  if (call.none(i)) return {};
  Tensor out = call.floating(i);
  if (!at::is_expandable_to(out.sizes(), entries.sizes()))
    throw std::invalid_argument(name + ": weights of shape " + shape_text(out.sizes()) +
                                " do not fit entries of shape " + shape_text(entries.sizes()));
  return out;
}

}  // namespace mlo::ops
