// A flat program for many tasks at once: what differs between them carries the task axis, the rest is computed once.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <type_traits>

#include "runtime/eval/executable.h"
#include "runtime/eval/gradient.h"
#include "runtime/nn/layer.h"

namespace mlo::eval {
namespace {

using sema::Node;
using tasks::CannotRunTogether;

/// Those of a node, by task: the thread's own ones, begun anew, until it asks for others. To make one takes longer than
/// most draws do.
std::vector<at::Generator> generators_of(const Inputs& inputs, const Node& node) {
  static thread_local std::vector<at::Generator> own;
  const std::vector<Stream>& streams = inputs.tasks->streams;
  while (own.size() < streams.size()) own.push_back(Stream().generator());
  for (std::size_t task = 0; task < streams.size(); ++task)
    own[task].set_current_seed(streams[task].of(node.place).seed());
  return {own.begin(), own.begin() + static_cast<std::ptrdiff_t>(streams.size())};
}

bool any(const std::vector<char>& flags) {
  return std::any_of(flags.begin(), flags.end(), [](char flag) { return flag != 0; });
}

/// By its rule, until that throws; from then on by `single`, one task after the other. What is the program's mistake is
/// made again there.
template <class Rule, class Single>
std::invoke_result_t<Single> until_refused(std::atomic<bool>& refused, const Rule& rule, const Single& single) {
  if (!refused) try {
      return rule();
    } catch (const CannotRunTogether&) {
      throw;
    } catch (const std::exception&) {
      refused = true;
    }
  return single();
}

}  // namespace

Value Executable::get_for_tasks(const Fetch& fetch, const TaskValues& all, std::int64_t tasks, char& carries) {
  carries = 0;
  if (fetch.node != sema::nothing) {
    carries = all.carries[fetch.node];
    return all.values[fetch.node];
  }
  if (!fetch.is_list) return fetch.constant;
  ops::List out;
  std::vector<char> flags(fetch.items.size());
  for (std::size_t i = 0; i < fetch.items.size(); ++i)
    out.push_back(get_for_tasks(fetch.items[i], all, tasks, flags[i]));
  if (!any(flags)) return out;
  carries = 1;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!flags[i]) out[i] = tasks::spread(out[i], tasks);
  return out;
}

std::vector<Value> Executable::run_for_tasks(const Inputs& inputs) const {
  const std::int64_t count = inputs.tasks->count;
  TaskValues all{std::vector<Value>(block_ ? block_->nodes.size() : 0),
                 std::vector<char>(block_ ? block_->nodes.size() : 0)};
  const bool recording = at::GradMode::is_enabled();
  std::optional<at::AutoGradMode> gradients_on;
  if (takes_gradients_) gradients_on.emplace(true);
  for (const Step& step : steps_) {
    run_node_for_tasks(step, inputs, all);
    if (block_->nodes[step.id].differentiated) {
      // Each task's own derivative is wanted, also along what they share.
      Value& value = all.values[step.id];
      if (!all.carries[step.id]) value = tasks::spread(value, count);
      all.carries[step.id] = 1;
      value = with_gradient(std::move(value));
    }
    release(step, all.values);
  }
  std::vector<Value> out;
  for (const Fetch& wanted : wanted_) {
    char carries = 0;
    Value value = get_for_tasks(wanted, all, count, carries);
    if (!carries) value = tasks::spread(value, count);
    if (const Tensor* t = value.tensor(); t && t->defined() && takes_gradients_ && !recording) value = t->detach();
    out.push_back(std::move(value));
  }
  return out;
}

bool Executable::read_carries(const Node& node, const Inputs& inputs) const {
  const tasks::TaskAxis& axis = *inputs.tasks;
  switch (node.kind) {
    case Node::Kind::parameter: return node.owner < axis.problems.size() && axis.problems[node.owner];
    case Node::Kind::env: return axis.envs[node.owner] != 0;
    case Node::Kind::batch: return axis.batches[node.owner] != 0;
    case Node::Kind::argument: return axis.arguments;
    case Node::Kind::counter:
    case Node::Kind::gradient:
    case Node::Kind::call:
    case Node::Kind::layer: return false;
  }
  return false;
}

void Executable::run_node_for_tasks(const Step& step, const Inputs& inputs, TaskValues& all) const {
  const Node& node = block_->nodes[step.id];
  try {
    if (node.kind == Node::Kind::layer) return layer_for_tasks(node, step, inputs, all);
    if (node.kind == Node::Kind::call) return call_for_tasks(node, step, inputs, all);
    if (node.kind == Node::Kind::gradient) {
      char carries = 0;
      const Value f = get_for_tasks(step.arguments[0], all, inputs.tasks->count, carries);
      const Value at = get_for_tasks(step.arguments[1], all, inputs.tasks->count, all.carries[step.id]);
      all.values[step.id] = gradient(carries ? Value(f.tensor()->sum()) : f, at);
      return;
    }
  } catch (const CannotRunTogether&) {
    throw;
  } catch (const Failure&) {
    throw;
  } catch (const std::exception& error) {
    throw failure(node, all.values, error);
  }
  all.values[step.id] = run_node(node, step, all.values, inputs, nullptr, sema::nothing, nullptr);
  all.carries[step.id] = read_carries(node, inputs);
}

void Executable::call_for_tasks(const Node& node, const Step& step, const Inputs& inputs, TaskValues& all) const {
  const auto& builtin = static_cast<const ops::FunctionBuiltin&>(*node.builtin);
  std::vector<Value> arguments(step.arguments.size());
  std::vector<char> carries(step.arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i)
    arguments[i] = get_for_tasks(step.arguments[i], all, inputs.tasks->count, carries[i]);
  const tasks::TaskCall call{inputs.tasks->count, arguments, carries, options_};
  tasks::TaskResult result;
  if (builtin.draws) {
    std::vector<at::Generator> generators = generators_of(inputs, node);
    result = tasks::drawn(builtin, call, generators);
  } else if (!any(carries)) {
    ops::Call plain(arguments, options_);
    result = {builtin.run(plain), false};
  } else {
    result = by_rule(step, builtin, call);
  }
  all.values[step.id] = std::move(result.value);
  all.carries[step.id] = result.carries;
}

tasks::TaskResult Executable::by_rule(const Step& step, const ops::FunctionBuiltin& builtin,
                                      const tasks::TaskCall& call) {
  return until_refused(
      *step.refused, [&] { return step.function_rule(builtin, call); },
      [&] { return tasks::one_by_one(builtin, call, {}); });
}

void Executable::layer_for_tasks(const Node& node, const Step& step, const Inputs& inputs, TaskValues& all) const {
  const auto& builtin = static_cast<const nn::LayerBuiltin&>(*node.builtin);
  std::vector<Value> arguments;
  for (const Fetch& argument : step.arguments) arguments.push_back(get(argument, all.values));
  Tensors given, weights, buffers;
  std::vector<char> given_carries, weights_carry;
  for (const sema::NodeId id : node.inputs) {
    given.push_back(*all.values[id].tensor());
    given_carries.push_back(all.carries[id]);
  }
  for (const sema::NodeId id : node.weights) {
    weights.push_back(*all.values[id].tensor());
    weights_carry.push_back(all.carries[id]);
  }
  for (const std::uint32_t index : node.buffers) buffers.push_back(buffer(node.owner, index, inputs));
  ops::Call call(arguments, options_);
  const nn::LayerCall layer{call, given, weights, buffers, node.mode == sema::Mode::training, nullptr};
  // What depends on the mode either keeps statistics or draws.
  const bool draws = builtin.by_mode && layer.training && builtin.initialize_buffers == nullptr;
  tasks::TaskLayerCall together{inputs.tasks->count, layer, given_carries, weights_carry, {}};
  if (draws) together.generators = [&] { return generators_of(inputs, node); };
  all.carries[step.id] = 1;
  if (draws || any(given_carries) || any(weights_carry)) {
    all.values[step.id] = until_refused(
        *step.refused, [&] { return step.layer_rule(builtin, together); },
        [&] { return tasks::one_by_one(builtin, together); });
  } else {
    nn::LayerCall plain = layer;
    all.values[step.id] = builtin.run(plain);
    all.carries[step.id] = 0;
  }
}

}  // namespace mlo::eval
