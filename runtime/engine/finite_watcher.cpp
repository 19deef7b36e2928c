#include "runtime/engine/finite_watcher.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace mlo::engine {

void FiniteWatcher::computed(const sema::Node& node, const eval::Value& value) {
  const at::Tensor* tensor = value.tensor();
  if (tensor == nullptr || !tensor->defined() || !tensor->is_floating_point()) return;
  if (!at::isfinite(tensor->detach()).all().item<bool>()) throw BadValue(node);
  if (!tensor->requires_grad() || !at::GradMode::is_enabled()) return;
  // A backward pass goes from the loss inwards: the first bad cotangent to arrive was made by what reads this node.
  tensor->register_hook([this, node = &node](const at::Tensor& cotangent) {
    if (!bad_ && !at::isfinite(cotangent.detach()).all().item<bool>()) bad_ = node;
  });
}

}  // namespace mlo::engine
