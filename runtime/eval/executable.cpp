#include "runtime/eval/executable.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <cstdlib>

#include "runtime/eval/gradient.h"
#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"

namespace mlo::eval {
namespace {

using sema::Node;
using sema::NodeId;

void mark(const sema::Argument& argument, std::vector<char>& needed) {
  if (const auto* node = argument.node()) needed[node->id] = 1;
  if (const sema::Arguments* list = argument.list())
    for (const sema::Argument& item : *list) mark(item, needed);
}

bool holds_node(const sema::Argument& argument) {
  if (argument.node()) return true;
  const sema::Arguments* list = argument.list();
  return list && std::any_of(list->begin(), list->end(), holds_node);
}

bool undefined(const Value& value) {
  if (const Tensor* tensor = value.tensor()) return !tensor->defined();
  const ops::List* list = value.list();
  return list && std::any_of(list->begin(), list->end(), undefined);
}

/// The nodes that an argument holds, in their order.
void collect(const sema::Argument& argument, std::vector<NodeId>& nodes) {
  if (const auto* node = argument.node()) nodes.push_back(node->id);
  if (const sema::Arguments* list = argument.list())
    for (const sema::Argument& item : *list) collect(item, nodes);
}

/// The nodes whose values a node reads.
std::vector<NodeId> reads(const Node& node) {
  std::vector<NodeId> out = node.inputs;
  out.insert(out.end(), node.weights.begin(), node.weights.end());
  for (const sema::Argument& argument : node.arguments) collect(argument, out);
  return out;
}

/// What is said about memory, without the names of LibTorch's files.
std::string about_memory(const std::string& text) {
  const std::string asked = "you tried to allocate ";
  if (const auto at = text.find(asked); at != std::string::npos) {
    const double bytes = std::strtod(text.c_str() + at + asked.size(), nullptr);
    return fmt::format("this takes {:.1f} GB of memory, and there is not that much", bytes / 1e9);
  }
  const bool overflows = text.find("Storage size calculation overflowed") != std::string::npos;
  if (overflows || text.find("bad_alloc") != std::string::npos) return "this takes more memory than there is";
  return text;
}

}  // namespace

std::string first_line(const std::exception& error) {
  const auto* torch = dynamic_cast<const c10::Error*>(&error);
  const std::string text = torch ? torch->what_without_backtrace() : error.what();
  return about_memory(text.substr(0, text.find('\n')));
}

Tensor Watcher::run_layer(const nn::LayerBuiltin& builtin, nn::LayerCall& call) { return builtin.run(call); }

Executable::Executable(const sema::Block& block, const sema::Arguments& wanted, const DatasetOf& datasets,
                       at::TensorOptions options)
    : block_(&block), options_(options) {
  const std::vector<char> needed = needed_for(wanted), of_first = needed_for(std::span(wanted).first(!wanted.empty()));
  for (NodeId id = 0; id < block.nodes.size(); ++id) {
    if (!needed[id]) continue;
    takes_gradients_ |= block.nodes[id].kind == Node::Kind::gradient;
    Step step;
    step.id = id;
    step.of_first = of_first[id];
    for (const sema::Argument& argument : block.nodes[id].arguments)
      step.arguments.push_back(fetch(argument, datasets));
    if (block.nodes[id].kind == Node::Kind::call)
      step.function_rule = tasks::rule_of(static_cast<const ops::FunctionBuiltin&>(*block.nodes[id].builtin));
    step.refused = std::make_shared<std::atomic<bool>>(false);
    if (block.nodes[id].kind == Node::Kind::layer)
      step.layer_rule = tasks::rule_of(static_cast<const nn::LayerBuiltin&>(*block.nodes[id].builtin));
    steps_.push_back(std::move(step));
  }
  for (const sema::Argument& argument : wanted) wanted_.push_back(fetch(argument, datasets));
  find_last_reads(wanted);
}

std::vector<char> Executable::needed_for(std::span<const sema::Argument> wanted) const {
  std::vector<char> needed(block_->nodes.size(), 0);
  for (const sema::Argument& argument : wanted) mark(argument, needed);
  for (std::size_t i = block_->nodes.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const NodeId id : reads(block_->nodes[i])) needed[id] = 1;
  }
  return needed;
}

void Executable::find_last_reads(const sema::Arguments& wanted) {
  std::vector<char> read_later(block_->nodes.size(), 0);
  for (const sema::Argument& argument : wanted) mark(argument, read_later);
  for (std::size_t i = steps_.size(); i-- > 0;)
    for (const NodeId id : reads(block_->nodes[steps_[i].id])) {
      if (!read_later[id]) steps_[i].last_reads.push_back(id);
      read_later[id] = 1;
    }
}

/// Lets go of what was read for the last time. Without a graph a run then takes the memory of what is alive at once,
/// and not of all that it computes; with one, the graph alone decides what is kept.
void Executable::release(const Step& step, std::vector<Value>& values) {
  for (const NodeId id : step.last_reads) values[id] = Value();
}

Executable::Fetch Executable::fetch(const sema::Argument& argument, const DatasetOf& datasets) const {
  struct Make {
    const Executable& e;
    const DatasetOf& datasets;
    Fetch constant(Value value) const {
      Fetch out;
      out.constant = std::move(value);
      return out;
    }
    Fetch operator()(std::monostate) const { return {}; }
    Fetch operator()(bool v) const { return constant(v); }
    Fetch operator()(std::int64_t v) const { return constant(v); }
    Fetch operator()(double v) const { return constant(v); }
    Fetch operator()(const std::string& v) const { return constant(v); }
    Fetch operator()(sema::DataRef v) const { return constant(Value(datasets(v))); }
    Fetch operator()(sema::NodeRef v) const {
      Fetch out;
      out.node = v.id;
      return out;
    }
    Fetch operator()(const sema::Arguments& list) const {
      Fetch out;
      out.is_list = true;
      for (const sema::Argument& item : list) out.items.push_back(e.fetch(item, datasets));
      if (!holds_node({list})) {  // a constant list is built once
        out.constant = get(out, {});
        out.is_list = false;
        out.items.clear();
      }
      return out;
    }
  };
  return std::visit(Make{*this, datasets}, argument.value);
}

Value Executable::get(const Fetch& fetch, const std::vector<Value>& values) {
  if (fetch.node != sema::nothing) return values[fetch.node];
  if (!fetch.is_list) return fetch.constant;
  ops::List out;
  out.reserve(fetch.items.size());
  for (const Fetch& item : fetch.items) out.push_back(get(item, values));
  return out;
}

std::vector<Value> Executable::run(const Inputs& inputs, Watcher* watcher, std::uint32_t owner, Moved* moved) const {
  if (inputs.tasks) return run_for_tasks(inputs);
  std::vector<Value> values(block_ ? block_->nodes.size() : 0);
  const bool recording = at::GradMode::is_enabled();
  std::optional<at::AutoGradMode> gradients_on;
  if (takes_gradients_) gradients_on.emplace(true);  // where nothing else is differentiated, too
  for (const Step& step : steps_) {
    const Node& node = block_->nodes[step.id];
    values[step.id] = run_node(node, step, values, inputs, watcher, owner, moved);
    if (node.differentiated) values[step.id] = with_gradient(std::move(values[step.id]));
    if (watcher) watcher->computed(node, values[step.id]);
    release(step, values);
  }
  std::vector<Value> out;
  out.reserve(wanted_.size());
  for (const Fetch& wanted : wanted_) out.push_back(get(wanted, values));
  if (takes_gradients_ && !recording)
    for (Value& value : out)
      if (const Tensor* tensor = value.tensor(); tensor && tensor->defined()) value = tensor->detach();
  return out;
}

/// A frozen module stands behind the problems.
Value Executable::parameter(const Node& node, const Inputs& inputs) {
  const std::size_t problems = inputs.parameters ? inputs.parameters->size() : 0;
  const bool frozen = node.owner >= problems;
  if (frozen && (inputs.frozen == nullptr || node.owner - problems >= inputs.frozen->size())) return Tensor();
  const Tensors& all = frozen ? (*inputs.frozen)[node.owner - problems].parameters : (*inputs.parameters)[node.owner];
  if (node.index >= all.size()) return Tensor();
  return node.detached && all[node.index].defined() ? all[node.index].detach() : all[node.index];
}

Tensor Executable::buffer(std::uint32_t owner, std::uint32_t index, const Inputs& inputs) {
  const std::size_t problems = inputs.parameters->size();
  const bool frozen = owner >= problems;
  if (frozen && (inputs.frozen == nullptr || owner - problems >= inputs.frozen->size())) return {};
  const Tensors& all = frozen ? (*inputs.frozen)[owner - problems].buffers : (*inputs.buffers)[owner];
  return index < all.size() ? all[index] : Tensor();
}

Value Executable::run_node(const Node& node, const Step& step, const std::vector<Value>& values, const Inputs& inputs,
                           Watcher* watcher, std::uint32_t owner, Moved* moved) const {
  switch (node.kind) {
    case Node::Kind::parameter: return parameter(node, inputs);
    case Node::Kind::env: {
      const auto& env = (*inputs.envs)[node.owner];
      return env ? env->at(node.index) : Tensor();
    }
    case Node::Kind::batch: return node.index == 0 ? (*inputs.batches)[node.owner].x : (*inputs.batches)[node.owner].y;
    case Node::Kind::counter: return at::scalar_tensor(inputs.counters[node.index], options_);
    case Node::Kind::argument: return inputs.arguments ? inputs.arguments->at(node.index) : Tensor();
    case Node::Kind::gradient:
    case Node::Kind::call:
    case Node::Kind::layer: break;
  }
  std::vector<Value> arguments;
  arguments.reserve(step.arguments.size());
  for (const Fetch& argument : step.arguments) arguments.push_back(get(argument, values));
  try {
    if (node.kind == Node::Kind::layer)
      return run_layer(node, arguments, values, inputs, watcher, owner, step.of_first ? moved : nullptr);
    if (watcher && watcher->partial() && std::any_of(arguments.begin(), arguments.end(), undefined)) return Tensor();
    if (node.kind == Node::Kind::gradient) return gradient(arguments[0], arguments[1]);
    const auto& builtin = static_cast<const ops::FunctionBuiltin&>(*node.builtin);
    ops::Call call(arguments, options_);
    if (!builtin.draws) return builtin.run(call);
    at::Generator generator = inputs.stream.of(node.place).generator();
    call.set_generator(&generator);
    return builtin.run(call);
  } catch (const Failure&) {
    throw;
  } catch (const std::exception& error) {
    throw failure(node, values, error);
  }
}

Failure Executable::failure(const Node& node, const std::vector<Value>& values, const std::exception& error) const {
  const std::string name = node.builtin ? node.builtin->name() : "grad", quoted = "`" + name + "`";
  std::string text = first_line(error);
  // What our own functions say begins with their name; LibTorch's words do so by chance only.
  const bool ours = dynamic_cast<const c10::Error*>(&error) == nullptr;
  if (ours && text.starts_with(name + " "))
    text.replace(0, name.size(), quoted);
  else if (!text.starts_with(quoted))
    text.insert(0, quoted + " failed: ");
  Failure out(node.origin, text);
  if (node.kind == Node::Kind::layer) out.at_layer(node);
  std::vector<NodeId> read = node.inputs;
  for (const sema::Argument& argument : node.arguments) collect(argument, read);
  for (const NodeId id : read)
    if (const Tensor* tensor = values[id].tensor(); tensor && tensor->defined() && tensor->dim() > 0)
      out.operands.push_back({block_->nodes[id].origin, c10::str(tensor->sizes())});
  return out;
}

Value Executable::run_layer(const Node& node, const std::vector<Value>& arguments, const std::vector<Value>& values,
                            const Inputs& inputs, Watcher* watcher, std::uint32_t owner, Moved* moved) const {
  Tensors given, weights, buffers;
  for (NodeId id : node.inputs) {
    if (values[id].tensor() == nullptr)
      throw std::invalid_argument(node.builtin->name() + " is called on a tensor, and got " +
                                  std::string(values[id].list() ? "a list" : "a number"));
    given.push_back(*values[id].tensor());
  }
  for (NodeId id : node.weights) weights.push_back(*values[id].tensor());
  for (std::uint32_t index : node.buffers) buffers.push_back(buffer(node.owner, index, inputs));
  if (watcher) {
    if (watcher->partial() && std::any_of(given.begin(), given.end(), [](const Tensor& t) { return !t.defined(); }))
      return Tensor();
    if (!watcher->layer(node, given, weights, buffers)) return Tensor();
  }
  ops::Call call(arguments, options_);
  at::Generator generator;
  if (node.builtin->by_mode) {
    generator = inputs.stream.of(node.place).generator();
    call.set_generator(&generator);
  }
  Tensors after(buffers.size());
  nn::LayerCall layer{call,
                      given,
                      weights,
                      buffers,
                      node.mode == sema::Mode::training,
                      moved && node.owner == owner ? &after : nullptr};
  const auto& builtin = static_cast<const nn::LayerBuiltin&>(*node.builtin);
  Tensor out = watcher ? watcher->run_layer(builtin, layer) : builtin.run(layer);
  if (layer.moved)
    for (std::size_t i = 0; i < after.size(); ++i)
      if (after[i].defined()) (*moved)[node.buffers[i]] = after[i].detach();
  return out;
}

}  // namespace mlo::eval
