#include "runtime/engine/failures.h"

#include <ATen/ATen.h>

namespace mlo::engine {

void describe_failure(const sema::Program& program, const eval::Failure& failure, Diagnostic& diagnostic) {
  diagnostic.message = failure.what();
  if (failure.origin == sema::nothing) return;
  diagnostic.primary.span = program.origins[failure.origin].span;
  Span last = diagnostic.primary.span;
  for (sema::OriginId at = program.origins[failure.origin].caller; at != sema::nothing;
       at = program.origins[at].caller) {
    if (!(program.origins[at].span == last)) diagnostic.label(program.origins[at].span, "called here");
    last = program.origins[at].span;
  }
  if (failure.other != sema::nothing)
    diagnostic.label(program.origins[failure.other].span, "its size was determined here");
}

void FiniteWatcher::computed(const sema::Node& node, const eval::Value& value) {
  const Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->defined() || !tensor->is_floating_point()) return;
  if (!at::isfinite(tensor->detach()).all().item<bool>()) throw BadValue(node, false);
  if (!tensor->requires_grad() || !at::GradMode::is_enabled()) return;
  // A backward pass goes from the loss inwards: the first bad cotangent to arrive was made by what reads this node.
  tensor->register_hook([this, node = &node](const Tensor& cotangent) {
    if (!bad_ && !at::isfinite(cotangent.detach()).all().item<bool>()) bad_ = node;
  });
}

}  // namespace mlo::engine
