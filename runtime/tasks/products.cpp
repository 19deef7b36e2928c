// Products of matrices, sums over structures, accuracy.
#include <ATen/ATen.h>

#include "runtime/kernels/sums.h"
#include "runtime/tasks/support.h"

namespace mlo::tasks {
namespace {

/// Every tensor with the axis and as many dimensions as the largest; `least`: those that each task's must have.
TaskResult batched(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::int64_t least) {
  const Ranks ranks = ranks_of(call);
  if (ranks.least < least || mixes_types(call)) return each(builtin, call);
  std::vector<Value> arguments = copied(call);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (const Tensor* t = arguments[i].tensor(); t && call.carries[i]) arguments[i] = aligned(*t, ranks.most);
  return {run(builtin, arguments, call)};
}

Tensors tensors_of(const Value& value) {
  if (const Tensor* t = value.tensor()) return {*t};
  Tensors out;
  for (const Value& item : *value.list()) out.push_back(*item.tensor());
  return out;
}

Tensor total(const Tensors& terms) { return terms.size() == 1 ? terms.front() : at::stack(terms, 1).sum(1); }

/// Of pairs of tensors of one shape.
template <class Terms>
TaskResult of_pairs(const ops::FunctionBuiltin& builtin, const TaskCall& call, const Terms& terms_of) {
  if (mixes_types(call)) return each(builtin, call);
  const std::vector<Value> arguments = all_spread(call);
  const Tensors a = tensors_of(arguments[0]), b = tensors_of(arguments[1]);
  if (a.size() != b.size() || a.empty()) return each(builtin, call);
  Tensors terms;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].sizes() != b[i].sizes()) return each(builtin, call);
    terms.push_back(kernels::sum_of_each(terms_of(a[i], b[i])));
  }
  return {total(terms)};
}

}  // namespace

TaskResult pointwise(const ops::FunctionBuiltin& builtin, const TaskCall& call) { return batched(builtin, call, 0); }

TaskResult of_vectors(const ops::FunctionBuiltin& builtin, const TaskCall& call) { return batched(builtin, call, 1); }

TaskResult of_matrices(const ops::FunctionBuiltin& builtin, const TaskCall& call) { return batched(builtin, call, 2); }

TaskResult of_equal_matrices(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const Ranks ranks = ranks_of(call);
  if (ranks.least != ranks.most || ranks.least < 2 || mixes_types(call)) return each(builtin, call);
  return {run(builtin, all_spread(call), call)};
}

/// A vector becomes a matrix of one row (on the left) or one column (on the right).
TaskResult matmul(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::int64_t left = rank_of(call, 0), right = rank_of(call, 1);
  if (left < 1 || right < 1) return each(builtin, call);
  std::vector<Value> arguments = copied(call);
  if (left == 1) arguments[0] = arguments[0].tensor()->unsqueeze(-2);
  if (right == 1) arguments[1] = arguments[1].tensor()->unsqueeze(-1);
  const TaskCall matrices{call.tasks, arguments, call.carries, call.options};
  TaskResult out = batched(builtin, matrices, 2);
  Tensor product = *out.value.tensor();
  if (right == 1) product = product.squeeze(-1);
  if (left == 1) product = product.squeeze(right == 1 ? -1 : -2);
  return {product};
}

/// Batches [T, N, n, k] and [T, N, k, m] as T N matrices.
TaskResult bmm(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  std::vector<Value> arguments = all_spread(call);
  const Tensor &a = *arguments[0].tensor(), &b = *arguments[1].tensor();
  if (a.dim() != 4 || b.dim() != 4 || a.size(1) != b.size(1)) return each(builtin, call);
  const Value out = run(builtin, std::vector<Value>{folded(a), folded(b)}, call);
  return {unfolded(*out.tensor(), call.tasks)};
}

TaskResult sqdist(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return of_pairs(builtin, call,
                  [](const Tensor& a, const Tensor& b) { return at::mse_loss(a, b, at::Reduction::None); });
}

TaskResult dot(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  return of_pairs(builtin, call, [](const Tensor& a, const Tensor& b) { return at::mul(a, b); });
}

TaskResult sqnorm(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  if (mixes_types(call)) return each(builtin, call);
  Tensors terms;
  for (const Tensor& t : tensors_of(call.arguments[0])) terms.push_back(kernels::sum_of_each(at::square(t)));
  if (terms.empty()) return each(builtin, call);
  return {total(terms)};
}

/// Logits [T, N, C, ...] and labels [T, N, ...]; of one class against the rest, logits [T, N] or [T, N, 1].
TaskResult accuracy(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  const std::vector<Value> arguments = all_spread(call);
  const Tensor &logits = *arguments[0].tensor(), &labels = *arguments[1].tensor();
  const bool binary = logits.dim() == 2 || (logits.dim() == 3 && logits.size(2) == 1);
  if (logits.dim() == 1) return each(builtin, call);
  const Tensor guesses = binary ? at::gt(logits, 0).flatten(1) : at::argmax(logits, 2);
  const Tensor truth = binary && labels.dim() == logits.dim() ? labels.flatten(1) : labels;
  if (guesses.sizes() != truth.sizes()) return each(builtin, call);
  return {at::mean(at::eq(guesses, truth).flatten(1), 1, false, at::typeMetaToScalarType(call.options.dtype()))};
}

}  // namespace mlo::tasks
