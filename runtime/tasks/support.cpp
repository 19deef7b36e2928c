#include "runtime/tasks/support.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace mlo::tasks {
namespace {

template <class Visit>
void each_tensor(const Value& value, const Visit& visit) {
  if (const Tensor* t = value.tensor()) visit(*t);
  if (const ops::List* list = value.list())
    for (const Value& item : *list) each_tensor(item, visit);
}

}  // namespace

Value run(const ops::FunctionBuiltin& builtin, std::span<const Value> arguments, const TaskCall& call) {
  ops::Call own(arguments, call.options);
  return builtin.run(own);
}

Tensor run(const nn::LayerBuiltin& builtin, const TaskLayerCall& call, const Tensors& inputs, const Tensors& weights) {
  nn::LayerCall own{call.layer.call, inputs, weights, call.layer.buffers, call.layer.training, nullptr};
  return builtin.run(own);
}

std::vector<Value> copied(const TaskCall& call) { return {call.arguments.begin(), call.arguments.end()}; }

std::vector<Value> all_spread(const TaskCall& call) {
  std::vector<Value> out = copied(call);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!call.carries[i]) out[i] = spread(out[i], call.tasks);
  return out;
}

Tensor with_axis(const Tensor& t, bool carries, std::int64_t tasks) { return carries ? t : spread(t, tasks); }

Tensor by_channel(const Tensor& weight, std::int64_t dims) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(dims), 1);
  shape[0] = weight.size(0);
  shape[2] = weight.size(1);
  return weight.reshape(shape);
}

std::optional<std::size_t> index_of(const ops::FunctionBuiltin& builtin, const char* name) {
  const auto& parameters = builtin.signature.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == name) return i;
  return std::nullopt;
}

std::int64_t rank_of(const TaskCall& call, std::size_t i) {
  const Tensor* t = call.arguments[i].tensor();
  return t == nullptr ? 0 : t->dim() - (call.carries[i] ? 1 : 0);
}

Ranks ranks_of(const TaskCall& call) {
  Ranks out{std::numeric_limits<std::int64_t>::max(), 0};
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    each_tensor(call.arguments[i], [&](const Tensor& t) {
      const std::int64_t rank = t.dim() - (call.carries[i] ? 1 : 0);
      out = {std::min(out.least, rank), std::max(out.most, rank)};
    });
  return out;
}

bool mixes_types(const TaskCall& call) {
  std::optional<at::ScalarType> fraction, whole;
  bool mixed = false;
  const auto meet = [&mixed](std::optional<at::ScalarType>& seen, at::ScalarType type) {
    mixed |= seen.value_or(type) != type;
    seen = type;
  };
  for (const Value& argument : call.arguments)
    each_tensor(argument, [&](const Tensor& t) {
      const at::ScalarType type = t.scalar_type();
      if (type != at::kBool) meet(t.is_floating_point() ? fraction : whole, type);
    });
  return mixed;
}

std::optional<std::int64_t> one_further(std::int64_t dim, std::int64_t extent) {
  if (dim < -extent || dim >= extent) return std::nullopt;
  return (dim < 0 ? dim + extent : dim) + 1;
}

}  // namespace mlo::tasks
