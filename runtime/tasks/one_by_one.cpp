// What has no rule: one call for each task; and draws.
#include <ATen/ATen.h>

#include "runtime/tasks/rules.h"

namespace mlo::tasks {

TaskResult one_by_one(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::span<at::Generator> generators) {
  std::vector<Value> parts;
  for (std::int64_t task = 0; task < call.tasks; ++task) {
    std::vector<Value> arguments;
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
      arguments.push_back(call.carries[i] ? part(call.arguments[i], task) : call.arguments[i]);
    ops::Call own(arguments, call.options);
    if (!generators.empty()) own.set_generator(&generators[static_cast<std::size_t>(task)]);
    parts.push_back(builtin.run(own));
  }
  TaskResult out;
  out.value = gathered(parts, call.options, out.carries);
  return out;
}

TaskResult drawn(const ops::FunctionBuiltin& builtin, const TaskCall& call, std::span<at::Generator> generators) {
  const bool carries = std::any_of(call.carries.begin(), call.carries.end(), [](char flag) { return flag != 0; });
  if (carries || !builtin.fills) return one_by_one(builtin, call, generators);
  ops::Call together(call.arguments, call.options);
  together.set_generators(generators);
  return {builtin.run(together)};
}

Tensor one_by_one(const nn::LayerBuiltin& builtin, const TaskLayerCall& call) {
  std::vector<at::Generator> generators;
  if (call.generators) generators = call.generators();
  const nn::LayerCall& layer = call.layer;
  Tensors out;
  for (std::int64_t task = 0; task < call.tasks; ++task) {
    const auto parts = [task](const Tensors& all, std::span<const char> carries) {
      Tensors own;
      for (std::size_t i = 0; i < all.size(); ++i) own.push_back(carries[i] ? all[i].select(0, task) : all[i]);
      return own;
    };
    const Tensors inputs = parts(layer.inputs, call.inputs), weights = parts(layer.weights, call.weights);
    ops::Call own = layer.call;
    if (!generators.empty()) own.set_generator(&generators[static_cast<std::size_t>(task)]);
    nn::LayerCall one{own, inputs, weights, layer.buffers, layer.training, nullptr};
    out.push_back(builtin.run(one));
  }
  return at::stack(out);
}

}  // namespace mlo::tasks
