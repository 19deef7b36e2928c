// Losses and their gradients.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "runtime/kernels/small.h"
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
  if (reading) read(problem, values, axis.get(), *reading);
  return axis && !axis->problems[problem] ? out.sum() : out;
}

void Player::read(ProblemId problem, const std::vector<ops::Value>& values, const tasks::TaskAxis* axis,
                  Reading& reading) const {
  reading.of = &program_.problems[problem];
  reading.loss += (axis ? values[0].tensor()->sum() : *values[0].tensor()).item<double>();
  reading.metrics.resize(values.size() - 1);
  for (std::size_t i = 1; i < values.size(); ++i) {
    const Tensor* tensor = values[i].tensor();
    Tensor value = tensor ? tensor->detach() : ops::Call(std::span(&values[i], 1), options_).tensor(0).to(options_);
    if (axis && tensor)
      value = value.dim() >= 4 ? value.select(0, axis->count - 1) : value.sum(0);
    else if (axis)
      value = value * axis->count;
    reading.add_metric(i - 1, value);
  }
  reading.count += axis ? axis->count : 1;
}

const eval::GradientExecutable* Player::rules_for(ProblemId problem, bool metrics) const {
  const Compiled& compiled = *compiled_[problem];
  const eval::GradientExecutable& rules = metrics ? compiled.loss_and_metrics_gradient : compiled.loss_gradient;
  return rules.has_rules() && eval::GradientExecutable::enabled && !watcher_ ? &rules : nullptr;
}

LossGradient Player::differentiate(ProblemId problem, const Pass& pass, std::size_t member, const View& view,
                                   Reading* reading, eval::Moved* moved, Derivative derivative) const {
  const bool many = pass.members[member].tasks != nullptr;
  if (const eval::GradientExecutable* rules = many ? nullptr : rules_for(problem, reading != nullptr))
    return differentiate_by_rules(*rules, problem, pass, member, view, reading, moved, derivative);
  View own = view;
  for (Tensor& t : own[problem])
    if (!t.requires_grad()) t = t.detach().requires_grad_();  // a constant, where nothing below depends on it
  const Tensor value = loss(problem, pass, member, own, reading, moved);
  LossGradient out{over_tasks(value).item<double>(), {}};
  if (watcher_) finite_loss(problem, out.loss);
  out.gradient = gradient(problem, value, own[problem], derivative.again, derivative.retain);
  return out;
}

/// dL/dp of the loss as it stands, and for a solution b(p) below it (dL/db) db/dp, which its graph gives.
LossGradient Player::differentiate_by_rules(const eval::GradientExecutable& rules, ProblemId problem, const Pass& pass,
                                            std::size_t member, const View& view, Reading* reading, eval::Moved* moved,
                                            Derivative derivative) const {
  LossGradient out;
  out.gradient.resize(view[problem].size());
  Tensors attached, cotangents;
  {
    at::AutoGradMode recorded(derivative.again);
    std::optional<at::AutoDispatchBelowADInplaceOrView> no_graph;
    if (!derivative.again) no_graph.emplace();
    eval::GradientExecutable::Result result = rules.run(inputs(pass, member, view), problem, moved);
    out.loss = kernels::item(*result.values[0].tensor());
    if (reading) read(problem, result.values, nullptr, *reading);
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
    const Tensors through =
        torch::autograd::grad(attached, view[problem], cotangents, derivative.retain || derivative.again,
                              derivative.again, /*allow_unused=*/true);
    for (std::size_t i = 0; i < through.size(); ++i)
      if (through[i].defined()) out.gradient[i] = out.gradient[i].defined() ? out.gradient[i] + through[i] : through[i];
  }
  for (std::size_t i = 0; i < out.gradient.size(); ++i)
    if (!out.gradient[i].defined()) out.gradient[i] = kernels::full_like(view[problem][i].detach(), 0);
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
