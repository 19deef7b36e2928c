// One optimizer step of one problem.
#include <ATen/ATen.h>
#include <fmt/format.h>

#include "runtime/ops/constant.h"
#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

using ops::Value;
using optim::Hyper;

/// `rank`: of the parameter with its task axis, to which a value with one is aligned; 0 without.
Hyper to_hyper(const Value& value, std::size_t parameter, std::int64_t rank = 0) {
  if (const auto* b = std::get_if<bool>(&value.data)) return *b ? 1.0 : 0.0;
  if (const auto* i = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&value.data)) return *d;
  if (const Tensor* tensor = value.tensor()) return rank > 0 ? tasks::aligned(*tensor, rank - 1) : *tensor;
  const ops::List* list = value.list();
  if (list == nullptr) return 0.0;
  if (parameter >= list->size())
    throw std::invalid_argument(
        fmt::format("an optimizer's argument has {} entries, and the problem more parameters", list->size()));
  return to_hyper((*list)[parameter], 0, rank);
}

}  // namespace

std::vector<std::vector<Hyper>> Player::hypers(ProblemId problem, std::size_t index, double factor, const View& view,
                                               const Pass& pass, std::size_t member) const {
  const Compiled::Optimizer& optimizer = compiled_[problem]->optimizers[index];
  std::vector<Value> values;
  if (optimizer.dynamic)
    values = of_problem(optimizer.dynamic->run(inputs(pass, member, view), watcher_), problem, pass, member);
  else
    values = ops::constant_values(optimizer.arguments);
  const auto& axis = pass.members[member].tasks;
  const bool many = axis && axis->problems[problem] && optimizer.dynamic;
  const auto rank_of = [&](std::size_t p) { return many ? view[problem][optimizer.parameters[p]].dim() : 0; };
  const auto& signature = optimizer.builtin->signature.parameters;
  std::vector<std::vector<Hyper>> out(optimizer.parameters.size());
  for (std::size_t p = 0; p < out.size(); ++p)
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (signature[i].type == sema::Type::pair) {
        for (const Value& item : *values[i].list()) out[p].push_back(to_hyper(item, 0, rank_of(p)));
        continue;
      }
      const Hyper hyper = to_hyper(values[i], p, rank_of(p));
      out[p].push_back(signature[i].name == "lr" ? hyper.scaled(factor) : hyper);
    }
  return out;
}

/// Values of a pass of many tasks, for a problem that they share: those of the last task, as one after the other would
/// leave them.
std::vector<Value> Player::of_problem(std::vector<Value> values, ProblemId problem, const Pass& pass,
                                      std::size_t member) const {
  const auto& axis = pass.members[member].tasks;
  if (axis && !axis->problems[problem])
    for (Value& value : values) value = tasks::part(value, axis->count - 1);
  return values;
}

std::int64_t Player::total_steps(ProblemId problem) const {
  const graph::Unit& unit = schedule_.units[schedule_.unit_of[problem]];
  if (program_.problems[problem].start.kind != sema::Start::Kind::continues) return unit.steps;
  // The unit above whose passes play it; over the whole run.
  std::int64_t rounds = updates_;
  for (UnitId upper = 0; upper < schedule_.units.size(); ++upper) {
    const graph::Unit& above = schedule_.units[upper];
    if (std::find(above.below.begin(), above.below.end(), schedule_.unit_of[problem]) == above.below.end()) continue;
    const ProblemId first = above.members[0];
    const bool restarts = program_.problems[first].start.kind != sema::Start::Kind::continues;
    rounds = (restarts ? above.steps * updates_ : total_steps(first)) * above.accumulate;
  }
  return unit.warmup + rounds * unit.steps;
}

double Player::factor(ProblemId problem, std::int64_t t) const {
  double out = 1;
  for (const Compiled::Factor& factor : compiled_[problem]->factors) {
    if (factor.builtin) {
      out *= factor.builtin->factor(factor.arguments, t, total_steps(problem));
      continue;
    }
    eval::Inputs inputs;
    inputs.counters[2] = static_cast<double>(t);
    const Value value = factor.lambda->run(inputs).at(0);
    out *= ops::Call(std::span(&value, 1), options_).number(0);
  }
  return out;
}

Tensors Player::apply_function(const eval::Executable& function, const Tensors& tensors, ProblemId problem,
                               const View& view, const Pass& pass, std::size_t member) const {
  eval::Inputs given = inputs(pass, member, view);
  given.arguments = &tensors;
  tasks::TaskAxis axis;
  if (given.tasks) {
    axis = *given.tasks;
    axis.arguments = axis.problems[problem] != 0;
    given.tasks = &axis;
  }
  const Value result = of_problem(function.run(given, watcher_), problem, pass, member).at(0);
  if (const Tensor* tensor = result.tensor()) return {*tensor};
  Tensors out;
  for (const Value& item : *result.list()) out.push_back(*item.tensor());
  return out;
}

/// Of tensors with a task axis, each task's own.
Tensors Player::by_task(ProblemId problem, const Pass& pass, std::size_t member, const Tensors& tensors,
                        const std::function<Tensors(const Tensors&)>& change) const {
  const auto& axis = pass.members[member].tasks;
  if (!axis || !axis->problems[problem]) return change(tensors);
  std::vector<Tensors> columns(tensors.size());
  for (std::int64_t task = 0; task < axis->count; ++task) {
    Tensors own;
    for (const Tensor& t : tensors) own.push_back(t.select(0, task));
    own = change(own);
    for (std::size_t i = 0; i < own.size(); ++i) columns[i].push_back(own[i]);
  }
  Tensors out;
  for (const Tensors& column : columns) out.push_back(at::stack(column));
  return out;
}

void Player::step(ProblemId problem, Moving& moving, Tensors gradients, const View& view, const Pass& pass,
                  std::size_t member) const {
  const sema::Problem& def = program_.problems[problem];
  const Compiled& compiled = *compiled_[problem];
  if (compiled.clip)
    gradients = apply_function(*compiled.clip, gradients, problem, view, pass, member);
  else if (def.clip)
    gradients = by_task(problem, pass, member, gradients, [&](const Tensors& own) {
      return static_cast<const optim::ClipBuiltin*>(def.clip->builtin)->run(def.clip->arguments, own);
    });
  const double rate = factor(problem, moving.steps);
  for (std::size_t k = 0; k < compiled.optimizers.size(); ++k) {
    const Compiled::Optimizer& optimizer = compiled.optimizers[k];
    if (optimizer.builtin == nullptr) continue;
    const auto hyper = hypers(problem, k, rate, view, pass, member);
    for (std::size_t i = 0; i < optimizer.parameters.size(); ++i) {
      const std::uint32_t p = optimizer.parameters[i];
      moving.slots[p].resize(optimizer.builtin->slots);
      optim::StepCall call{moving.parameters[p], gradients[p], moving.slots[p], hyper[i], moving.steps + 1};
      moving.parameters[p] = optimizer.builtin->step(call);
    }
  }
  if (compiled.constraint) {
    for (Tensor& parameter : moving.parameters)
      parameter = apply_function(*compiled.constraint, {parameter}, problem, view, pass, member).at(0);
  } else if (def.constraint) {
    const auto& constraint = static_cast<const optim::ConstraintBuiltin&>(*def.constraint->builtin);
    moving.parameters = by_task(problem, pass, member, moving.parameters, [&](const Tensors& own) {
      Tensors held;
      for (const Tensor& parameter : own) held.push_back(constraint.run(def.constraint->arguments, parameter));
      return held;
    });
  }
  ++moving.steps;
}

}  // namespace mlo::engine
