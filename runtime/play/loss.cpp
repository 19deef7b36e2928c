// Losses and their gradients.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {

eval::Inputs Player::inputs(const Pass& pass, std::size_t member, const View& view) const {
  eval::Inputs out;
  out.parameters = &view;
  out.buffers = &pass.buffers;
  out.frozen = &pass.frozen;
  out.envs = &pass.envs;
  out.batches = &pass.members[member].batches;
  out.counters[0] = pass.members[member].step;
  out.counters[1] = pass.update;
  out.stream = pass.members[member].stream;
  out.tasks = pass.members[member].tasks.get();
  return out;
}

Tensor Player::loss(ProblemId problem, const Pass& pass, std::size_t member, const View& view, Reading* reading,
                    eval::Moved* moved) const {
  const Compiled& compiled = *compiled_[problem];
  const eval::Executable& executable = reading ? compiled.loss_and_metrics : compiled.loss;
  const std::vector<ops::Value> values = executable.run(inputs(pass, member, view), watcher_, problem, moved);
  const auto& axis = pass.members[member].tasks;
  const Tensor& out = *values[0].tensor();
  if (reading) read(values, axis.get(), *reading);
  return axis && !axis->problems[problem] ? out.sum() : out;
}

void Player::read(const std::vector<ops::Value>& values, const tasks::TaskAxis* axis, Reading& reading) const {
  reading.loss += (axis ? values[0].tensor()->sum() : *values[0].tensor()).item<double>();
  reading.metrics.resize(values.size() - 1);
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Tensor* tensor = values[i].tensor();
    Tensor value = tensor ? tensor->detach() : at::scalar_tensor(std::get<double>(values[i].data), options_);
    if (axis && tensor)  // images are shown, not averaged: the last one stands
      value = value.dim() >= 4 ? value.select(0, axis->count - 1) : value.sum(0);
    else if (axis)
      value = value * axis->count;
    Tensor& sum = reading.metrics[i - 1];
    sum = !sum.defined() || value.dim() >= 3 ? value : sum + value;
  }
  reading.count += axis ? axis->count : 1;
}

Tensors Player::gradient(ProblemId problem, const Tensor& loss, const Tensors& parameters, bool create_graph,
                         bool retain) const {
  Tensors out;
  if (loss.requires_grad())  // of many tasks: the sum has each one's gradient along its own parameters
    out = torch::autograd::grad({over_tasks(loss)}, parameters, {}, retain || create_graph, create_graph,
                                /*allow_unused=*/true);
  out.resize(parameters.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!out[i].defined()) out[i] = at::zeros_like(parameters[i]);
  if (watcher_)
    for (const Tensor& g : out)
      if (!at::isfinite(g).all().item<bool>()) throw NotFinite(problem, "gradient");
  return out;
}

}  // namespace mlo::engine
