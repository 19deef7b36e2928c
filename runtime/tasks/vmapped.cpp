// What LibTorch vectorizes by itself: functorch's vmap, one builtin at a time. Derivatives are taken outside, along the
// tensors that carry the axis.
#include <ATen/ATen.h>
#include <ATen/functorch/BatchedFallback.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>

#include <mutex>

#include "runtime/tasks/rules.h"

namespace mlo::tasks {
namespace {

using at::functorch::RandomnessType;
using at::functorch::TransformType;

constexpr std::int64_t without_axis = -1;

/// While it lives, operations see tensors without their axis. LibTorch's stack of such levels is not for several
/// threads at once (1.13 aborts), hence the lock.
class Level {
 public:
  explicit Level(std::int64_t tasks)
      : lock_(mutex()),
        level_(at::functorch::initAndPushDynamicLayer(TransformType::Vmap, tasks, RandomnessType::Error)) {
    at::functorch::setVmapFallbackWarningEnabled(false);  // which operations go one by one, users need not know
  }
  ~Level() { at::functorch::popDynamicLayerAndDeleteMetadata(); }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  Tensor hide(const Tensor& t) const { return at::functorch::addBatchDim(t, 0, level_); }
  Value hide(const Value& value) const {
    if (const Tensor* t = value.tensor()) return t->defined() ? hide(*t) : *t;
    const ops::List* list = value.list();
    if (list == nullptr) return value;
    ops::List out;
    for (const Value& item : *list) out.push_back(hide(item));
    return out;
  }

  /// The tensors as they are in memory; where the axis stands in each goes to `axes`.
  Value show(const Value& value, std::vector<std::int64_t>& axes) const {
    if (const Tensor* t = value.tensor()) {
      const auto* hidden = t->defined() ? at::functorch::maybeGetBatchedImpl(*t) : nullptr;
      const bool own = hidden != nullptr && hidden->level() == level_;
      axes.push_back(own ? hidden->bdim() : without_axis);
      return own ? hidden->value() : *t;
    }
    const ops::List* list = value.list();
    if (list == nullptr) return value;
    ops::List out;
    for (const Value& item : *list) out.push_back(show(item, axes));
    return out;
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::unique_lock<std::mutex> lock_;
  std::int64_t level_;
};

/// The axis in front, for every tensor.
Value in_front(const Value& value, std::int64_t tasks, std::vector<std::int64_t>::const_iterator& axis) {
  if (const Tensor* t = value.tensor()) {
    const std::int64_t at = *axis++;
    if (!t->defined()) return *t;
    return at == without_axis ? spread(*t, tasks) : at == 0 ? *t : t->movedim(at, 0);
  }
  const ops::List* list = value.list();
  if (list == nullptr) return value;
  ops::List out;
  for (const Value& item : *list) out.push_back(in_front(item, tasks, axis));
  return out;
}

}  // namespace

TaskResult vmapped(const ops::FunctionBuiltin& builtin, const TaskCall& call) {
  Value raw;
  std::vector<std::int64_t> axes;
  {
    const Level level(call.tasks);
    std::vector<Value> arguments;
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
      arguments.push_back(call.carries[i] ? level.hide(call.arguments[i]) : call.arguments[i]);
    ops::Call own(arguments, call.options);
    raw = level.show(builtin.run(own), axes);
  }
  if (std::all_of(axes.begin(), axes.end(), [](std::int64_t at) { return at == without_axis; })) return {raw, false};
  auto axis = axes.cbegin();
  return {in_front(raw, call.tasks, axis), true};
}

Tensor vmapped(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  Value raw;
  std::vector<std::int64_t> axes;
  {
    const Level level(call.tasks);
    const auto hidden = [&](const Tensors& all, std::span<const char> carries) {
      Tensors out;
      for (std::size_t i = 0; i < all.size(); ++i) out.push_back(carries[i] ? level.hide(all[i]) : all[i]);
      return out;
    };
    const Tensors inputs = hidden(call.layer.inputs, call.inputs), weights = hidden(call.layer.weights, call.weights);
    nn::LayerCall own{call.layer.call, inputs, weights, call.layer.buffers, call.layer.training, nullptr};
    raw = level.show(builtin.run(own), axes);
  }
  auto axis = axes.cbegin();
  return *in_front(raw, call.tasks, axis).tensor();
}

}  // namespace mlo::tasks
