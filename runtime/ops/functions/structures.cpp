#include "runtime/ops/functions/structures.h"

#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/small.h"
#include "runtime/ops/shape.h"

namespace mlo::ops {
namespace {

/// Arguments 0 and 1, tensor by tensor of one shape.
std::pair<Tensors, Tensors> pairs(const Call& call, const std::string& name) {
  Tensors a = call.tensors(0), b = call.tensors(1);
  if (a.size() != b.size())
    throw std::invalid_argument(name + " takes two sides of one structure, and got " + std::to_string(a.size()) +
                                " tensors and " + std::to_string(b.size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].sizes() != b[i].sizes())
      throw std::invalid_argument(name + " takes two sides of one structure, and tensor " + std::to_string(i + 1) +
                                  " of " + std::to_string(a.size()) + " has shape " + shape_text(a[i].sizes()) +
                                  " on the one and " + shape_text(b[i].sizes()) + " on the other");
  return {std::move(a), std::move(b)};
}

Tensor total(const Call& call, const Tensors& terms) {
  if (terms.empty()) return at::zeros({}, call.options());
  return terms.size() == 1 ? terms.front() : at::stack(terms).sum();
}

}  // namespace

Value numel(Call& call) {
  std::int64_t count = 0;
  for (const Tensor& t : call.tensors(0)) count += t.numel();
  return count;
}

Value sqdist(Call& call) {
  const auto [a, b] = pairs(call, "sqdist");
  Tensors terms;
  // One operation a pair, and the derivative of it is one too.
  for (std::size_t i = 0; i < a.size(); ++i) terms.push_back(kernels::mse_loss(a[i], b[i], at::Reduction::Sum));
  return total(call, terms);
}

Value sqnorm(Call& call) {
  Tensors terms;
  for (const Tensor& t : call.tensors(0)) terms.push_back(kernels::sum(kernels::pow(t, 2)));
  return total(call, terms);
}

Value dot(Call& call) {
  const auto [a, b] = pairs(call, "dot");
  Tensors terms;
  for (std::size_t i = 0; i < a.size(); ++i) terms.push_back(kernels::sum(kernels::mul(a[i], b[i])));
  return total(call, terms);
}

namespace {

/// Item i of an argument that is one tensor or a list of them.
const Tensor& item_of(const Call& call, std::size_t argument, std::size_t i) {
  const List* list = call[argument].list();
  return *(list ? (*list)[i] : call[argument]).tensor();
}

std::size_t count_of(const Call& call, std::size_t argument) {
  const List* list = call[argument].list();
  return list ? list->size() : 1;
}

}  // namespace

/// 2 (a - b) of each pair.
void sqdist_back(const BackwardCall& call) {
  for (std::size_t i = 0; i < count_of(call.call, 0); ++i) {
    if (!call.to.asked(0, i) && !call.to.asked(1, i)) continue;
    const Tensor &a = item_of(call.call, 0, i), &b = item_of(call.call, 1, i);
    const Tensor slope = kernels::mul(kernels::sub(a, b), kernels::mul(call.cotangent, 2));
    if (call.to.asked(0, i)) call.to.give(0, i, a, slope);
    if (call.to.asked(1, i)) call.to.give(1, i, b, kernels::neg(slope));
  }
}

void sqnorm_back(const BackwardCall& call) {
  for (std::size_t i = 0; i < count_of(call.call, 0); ++i) {
    const Tensor& a = item_of(call.call, 0, i);
    if (call.to.asked(0, i)) call.to.give(0, i, a, kernels::mul(a, kernels::mul(call.cotangent, 2)));
  }
}

void dot_back(const BackwardCall& call) {
  for (std::size_t i = 0; i < count_of(call.call, 0); ++i) {
    const Tensor &a = item_of(call.call, 0, i), &b = item_of(call.call, 1, i);
    if (call.to.asked(0, i)) call.to.give(0, i, a, kernels::mul(b, call.cotangent));
    if (call.to.asked(1, i)) call.to.give(1, i, b, kernels::mul(a, call.cotangent));
  }
}

Value accuracy(Call& call) {
  const Tensor logits = call.tensor(0), labels = call.tensor(1);
  const bool binary = logits.dim() == 1 || (logits.dim() == 2 && logits.size(1) == 1);
  if (logits.dim() == 0) throw std::invalid_argument("accuracy takes logits [N, C, ...], and got one number");
  const Tensor guesses = binary ? at::gt(logits, 0).flatten() : at::argmax(logits, 1);
  const Tensor truth = binary && labels.dim() == logits.dim() ? labels.flatten() : labels;
  if (guesses.sizes() != truth.sizes())
    throw std::invalid_argument("accuracy takes logits [N, C, ...] and labels [N, ...], and got " +
                                shape_text(logits.sizes()) + " and " + shape_text(labels.sizes()));
  return at::mean(at::eq(guesses, truth), at::typeMetaToScalarType(call.options().dtype()));
}

}  // namespace mlo::ops
