// Losses and their gradients.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "runtime/play/compiled.h"

namespace mlo::engine {
double Player::finite(ProblemId problem, double loss) {
  if (!std::isfinite(loss)) throw NotFinite(problem, "loss");
  return loss;
}

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

Player::LossGradient Player::differentiate(ProblemId problem, const Pass& pass, std::size_t member, const View& view,
                                           Reading* reading, eval::Moved* moved, bool create_graph, bool retain) const {
  const Compiled& compiled = *compiled_[problem];
  const eval::GradientExecutable& rules = reading ? compiled.loss_and_metrics_gradient : compiled.loss_gradient;
  if (rules.has_rules() && eval::GradientExecutable::enabled && !create_graph && !watcher_ &&
      !pass.members[member].tasks)
    return differentiate_by_rules(rules, problem, pass, member, view, reading, moved, retain);
  const Tensor value = loss(problem, pass, member, view, reading, moved);
  LossGradient out{finite(problem, over_tasks(value).item<double>()), {}};
  out.gradient = gradient(problem, value, view[problem], create_graph, retain);
  return out;
}

/// dL/dp of the loss as it stands, and for a solution b(p) below it (dL/db) db/dp, which its graph gives.
Player::LossGradient Player::differentiate_by_rules(const eval::GradientExecutable& rules, ProblemId problem,
                                                    const Pass& pass, std::size_t member, const View& view,
                                                    Reading* reading, eval::Moved* moved, bool retain) const {
  LossGradient out;
  Tensors attached, cotangents;
  {
    at::NoGradGuard no_grad;
    at::AutoDispatchBelowADInplaceOrView no_graph;
    eval::GradientExecutable::Result result = rules.run(inputs(pass, member, view), problem, moved);
    out.loss = finite(problem, result.values[0].tensor()->item<double>());
    if (reading) read(result.values, nullptr, *reading);
    out.gradient.resize(view[problem].size());
    for (std::size_t i = 0; i < result.cotangents.size(); ++i) {
      const auto [owner, index] = rules.parameters()[i];
      Tensor& cotangent = result.cotangents[i];
      if (owner == problem) {
        out.gradient[index] = std::move(cotangent);
      } else if (cotangent.defined() && view[owner][index].requires_grad()) {
        attached.push_back(view[owner][index]);
        cotangents.push_back(std::move(cotangent));
      }
    }
  }
  if (!attached.empty()) {
    const Tensors through = torch::autograd::grad(attached, view[problem], cotangents, retain, /*create_graph=*/false,
                                                  /*allow_unused=*/true);
    for (std::size_t i = 0; i < through.size(); ++i)
      if (through[i].defined()) out.gradient[i] = out.gradient[i].defined() ? out.gradient[i] + through[i] : through[i];
  }
  for (std::size_t i = 0; i < out.gradient.size(); ++i)
    if (!out.gradient[i].defined()) out.gradient[i] = at::zeros_like(view[problem][i]);
  return out;
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
