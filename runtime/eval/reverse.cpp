#include "runtime/eval/reverse.h"

#include <ATen/ATen.h>

#include <stdexcept>

#include "runtime/kernels/small.h"
#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"

namespace mlo::eval {
namespace {

using sema::Node;
using sema::NodeId;

bool is_call(const Node& node) { return node.kind == Node::Kind::call || node.kind == Node::Kind::layer; }

/// Of a function that is constant wherever it has a derivative.
bool stops(const Node& node) {
  return node.kind == Node::Kind::call &&
         static_cast<const ops::FunctionBuiltin&>(*node.builtin).backward == ops::no_derivative;
}

bool any_asked(const ops::Targets& targets) {
  for (const auto& items : targets)
    for (const std::uint32_t target : items)
      if (target != ops::not_asked) return true;
  return false;
}

}  // namespace

GradientExecutable::GradientExecutable(const Executable& forward, const Along& along) : forward_(&forward) {
  if (forward.takes_gradients_ || forward.wanted_.empty() || forward.wanted_[0].node == sema::nothing) return;
  const std::vector<char> reaches = reaching_loss(), moves = moving(along);
  for (std::size_t i = 0; i < forward.steps_.size(); ++i) {
    const NodeId id = forward.steps_[i].id;
    const Node& node = forward.block_->nodes[id];
    if (!reaches[id] || !moves[id]) continue;
    if (node.kind == Node::Kind::parameter) {
      parameters_.push_back({node.owner, node.index});
      parameter_nodes_.push_back(id);
      continue;
    }
    Step step{i, targets(forward.steps_[i], moves)};
    if (!has_rule(node, step.targets)) return;
    steps_.push_back(std::move(step));
  }
  has_rules_ = true;
}

/// By node: whether the loss depends on it.
std::vector<char> GradientExecutable::reaching_loss() const {
  std::vector<char> out(forward_->block_->nodes.size(), 0);
  const std::function<void(const Executable::Fetch&)> mark = [&](const Executable::Fetch& fetch) {
    if (fetch.node != sema::nothing) out[fetch.node] = 1;
    for (const Executable::Fetch& item : fetch.items) mark(item);
  };
  mark(forward_->wanted_[0]);
  for (std::size_t i = forward_->steps_.size(); i-- > 0;) {
    const Executable::Step& step = forward_->steps_[i];
    if (!out[step.id]) continue;
    for (const Executable::Fetch& argument : step.arguments) mark(argument);
    const Node& node = forward_->block_->nodes[step.id];
    for (const NodeId input : node.inputs) out[input] = 1;
    for (const NodeId weight : node.weights) out[weight] = 1;
  }
  return out;
}

/// By node: whether it depends on a parameter that a derivative is taken along.
std::vector<char> GradientExecutable::moving(const Along& along) const {
  std::vector<char> out(forward_->block_->nodes.size(), 0);
  for (const Executable::Step& step : forward_->steps_) {
    const Node& node = forward_->block_->nodes[step.id];
    out[step.id] = node.kind == Node::Kind::parameter ? !node.detached && along(node.owner)
                                                      : is_call(node) && !stops(node) && any_asked(targets(step, out));
  }
  return out;
}

ops::Targets GradientExecutable::targets(const Executable::Step& step, const std::vector<char>& moves) const {
  const auto target = [&](NodeId id) { return id != sema::nothing && moves[id] ? id : ops::not_asked; };
  const auto all = [&](const std::vector<NodeId>& nodes) {
    std::vector<std::uint32_t> out;
    for (const NodeId id : nodes) out.push_back(target(id));
    return out;
  };
  const Node& node = forward_->block_->nodes[step.id];
  if (node.kind == Node::Kind::layer) return {all(node.inputs), all(node.weights)};
  ops::Targets out;
  for (const Executable::Fetch& argument : step.arguments) {
    std::vector<std::uint32_t> items;
    if (!argument.is_list) items.push_back(target(argument.node));
    for (const Executable::Fetch& item : argument.items) items.push_back(target(item.node));
    out.push_back(std::move(items));
  }
  return out;
}

bool GradientExecutable::has_rule(const Node& node, const ops::Targets& targets) {
  if (node.kind == Node::Kind::layer) return static_cast<const nn::LayerBuiltin&>(*node.builtin).backward != nullptr;
  const auto& builtin = static_cast<const ops::FunctionBuiltin&>(*node.builtin);
  if (builtin.backward == nullptr) return false;
  for (std::size_t i = builtin.along; i < targets.size(); ++i)
    if (any_asked({targets[i]})) return false;
  return true;
}

GradientExecutable::Result GradientExecutable::run(const Inputs& inputs, std::uint32_t owner, Moved* moved) const {
  const Executable& forward = *forward_;
  std::vector<Value> values(forward.block_->nodes.size());
  for (const Executable::Step& step : forward.steps_)
    values[step.id] = forward.run_node(forward.block_->nodes[step.id], step, values, inputs, nullptr, owner, moved);
  Result out;
  out.values.reserve(forward.wanted_.size());
  for (const Executable::Fetch& wanted : forward.wanted_) out.values.push_back(Executable::get(wanted, values));
  Tensors sums(values.size());
  sums[forward.wanted_[0].node] = kernels::full_like(*out.values[0].tensor(), 1);
  for (std::size_t i = steps_.size(); i-- > 0;) pull_back(steps_[i], values, inputs, sums);
  for (const NodeId id : parameter_nodes_) out.cotangents.push_back(std::move(sums[id]));
  return out;
}

void GradientExecutable::pull_back(const Step& step, const std::vector<Value>& values, const Inputs& inputs,
                                   Tensors& sums) const {
  const Executable::Step& ran = forward_->steps_[step.forward];
  const Tensor cotangent = std::move(sums[ran.id]);
  if (!cotangent.defined()) return;
  const Node& node = forward_->block_->nodes[ran.id];
  const Tensor& output = *values[ran.id].tensor();
  std::vector<Value> arguments;
  arguments.reserve(ran.arguments.size());
  for (const Executable::Fetch& argument : ran.arguments) arguments.push_back(Executable::get(argument, values));
  ops::Call call(arguments, forward_->options_);
  const ops::Cotangents to(step.targets, sums);
  if (node.kind == Node::Kind::call) {
    static_cast<const ops::FunctionBuiltin&>(*node.builtin).backward({call, output, cotangent, to});
    return;
  }
  Tensors given, weights, buffers;
  for (const NodeId id : node.inputs) given.push_back(*values[id].tensor());
  for (const NodeId id : node.weights) weights.push_back(*values[id].tensor());
  for (const std::uint32_t index : node.buffers) buffers.push_back(Executable::buffer(node.owner, index, inputs));
  const nn::LayerCall layer{call, given, weights, buffers, node.mode == sema::Mode::training, nullptr};
  static_cast<const nn::LayerBuiltin&>(*node.builtin).backward({layer, output, cotangent, to});
}

}  // namespace mlo::eval
