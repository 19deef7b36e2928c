// Laid-out modules: what calls of them and of their parts compute, and what stands behind a dot.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// The arguments of a module's call, as far as they make two calls equal; nothing where one is no plain value.
std::optional<std::string> call_key(const CallArguments& arguments) {
  std::string key;
  for (const CallArgument& argument : arguments) {
    key += argument.name ? argument.name->text + "=" : "";
    const Value& value = argument.value;
    if (const auto* node = value.as<NodeRef>())
      key += fmt::format("n{},", node->id);
    else if (value.is_number() || value.as<bool>() || value.as<std::string>() || value.as<std::monostate>())
      key += describe(value) + ",";
    else if (const ListValue* list = value.list()) {
      CallArguments items;
      for (const Value& item : list->items) items.push_back({std::nullopt, item, {}});
      const auto inner = call_key(items);
      if (!inner) return std::nullopt;
      key += "[" + *inner + "],";
    } else
      return std::nullopt;
  }
  return key;
}

}  // namespace

Value Elaborator::read_parameters(const ModulePart& part, const Instance& owner, Span span) {
  if (!can_read_tensors(span, "a parameter is a tensor")) return {};
  Values out;
  for (std::uint32_t i : part.parameters)
    out.push_back({context_.block->parameter(owner.owner, i, owner.detached, origin(span))});
  return part.is_list ? list_value(std::move(out)) : out.at(0);
}

Value Elaborator::apply_layer(const Instance& instance, const CallArguments& arguments, Span span) {
  const Structure& structure = program_.structures[program_.structure_of(instance.owner)];
  const Layer& layer = structure.layers[instance.part->layer];
  const auto count = static_cast<int>(arguments.size());
  if (count < layer.builtin->min_inputs || count > layer.builtin->max_inputs) {
    const int least = layer.builtin->min_inputs, most = layer.builtin->max_inputs;
    error("MLO0304", span,
          fmt::format("`{}` is called on {} tensor{}, not on {}", layer.builtin->name(),
                      least == most ? fmt::to_string(least) : fmt::format("{} to {}", least, most),
                      most == 1 ? "" : "s", count));
    return {};
  }
  Node node;
  node.kind = Node::Kind::layer;
  node.builtin = layer.builtin;
  node.arguments = layer.arguments;
  node.owner = instance.owner;
  node.index = instance.part->layer;
  node.buffers = layer.buffers;
  node.detached = instance.detached;
  if (layer.builtin->by_mode) node.mode = context_.mode;
  for (const CallArgument& argument : arguments) {
    if (!argument.value.is_tensor()) {
      error("MLO0301", argument.span, fmt::format("`{}` is called on a tensor", layer.builtin->name()))
          .at("this is " + describe(argument.value));
      return {};
    }
    node.inputs.push_back(argument.value.as<NodeRef>()->id);
  }
  node.origin = origin(span);
  for (std::uint32_t parameter : layer.parameters)
    node.weights.push_back(context_.block->parameter(instance.owner, parameter, instance.detached, node.origin).id);
  const std::size_t before = context_.block->block().nodes.size();
  const NodeRef out = context_.block->add(std::move(node));
  if (context_.block->block().nodes.size() > before)
    context_.block->block().nodes[out.id].place =
        context_.block->next_place(program_.owner_name(instance.owner) + "/" + layer.path);
  return {out};
}

Value Elaborator::apply_instance(const Instance& instance, const CallArguments& arguments, Span span) {
  if (!instance.part) return {};
  if (!can_read_tensors(span, "a module gives tensors")) return {};
  const ModulePart& part = *instance.part;
  switch (part.kind) {
    case ModulePart::Kind::layer: return apply_layer(instance, arguments, span);
    case ModulePart::Kind::tensor:
      if (arguments.empty()) return read_parameters(part, instance, span);
      error("MLO0304", arguments.front().span, "a tensor that is trained is called without arguments")
          .with_help("its call, `x()`, gives the tensor");
      return {};
    case ModulePart::Kind::stage: return apply(part.stage, arguments, span, span);
    case ModulePart::Kind::block: return call_module_function(instance, "forward", arguments, span);
    case ModulePart::Kind::composition: break;
  }
  CallArguments flowing = arguments;
  for (const PartPtr& child : part.children) {
    Value out = apply_instance({child, instance.owner, instance.detached}, flowing, span);
    if (out.unknown()) return {};
    flowing = {{std::nullopt, std::move(out), span}};
  }
  return flowing.at(0).value;
}

Value Elaborator::own(const Value& member, const Instance& owner, Span span) {
  if (const auto* instance = member.as<Instance>()) {
    if (!instance->part) return {};
    if (instance->part->kind == ModulePart::Kind::tensor) return read_parameters(*instance->part, owner, span);
    return {Instance{instance->part, owner.owner, owner.detached}};
  }
  if (const ListValue* list = member.list()) {
    Values out;
    for (const Value& item : list->items) out.push_back(own(item, owner, span));
    return list_value(std::move(out), list->tuple);
  }
  return member;
}

ScopePtr Elaborator::instance_scope(const Instance& instance, Span span) {
  auto scope = new_scope(instance.part->scope);
  for (const auto& [name, member] : instance.part->members)
    scope->add(name, span, [this, member = &member, instance, span] { return own(*member, instance, span); });
  for (const ast::Function& function : instance.part->module->functions) {
    if (scope->find_here(function.name.text)) continue;
    scope->add(function.name.text, function.name.span, [this, &function, instance] {
      Closure closure;
      closure.name = function.name.text;
      closure.params = &function.params;
      closure.result_type = function.result_type ? &*function.result_type : nullptr;
      closure.body = &function.body;
      closure.span = function.name.span;
      closure.scope = instance_scope(instance, function.name.span);
      closure.self = std::make_shared<const Instance>(instance);
      return Value{std::make_shared<const Closure>(std::move(closure))};
    });
  }
  scope->add("self", span, Value{instance});
  return scope;
}

Value Elaborator::call_module_function(const Instance& instance, const std::string& function,
                                       const CallArguments& arguments, Span span) {
  const ast::Module& module = *instance.part->module;
  const auto it = std::find_if(module.functions.begin(), module.functions.end(),
                               [&](const auto& f) { return f.name.text == function; });
  if (it == module.functions.end()) {
    error("MLO0306", span, fmt::format("the module `{}` has no `{}`", module.name.text, function))
        .label(module.name.span, "declared here")
        .with_help("a module that is called has a function `forward(...) = ...`");
    return {};
  }
  const auto inputs = call_key(arguments);
  const std::string key =
      inputs ? fmt::format("{}/{}/{}/{}/{}/{}", instance.owner, static_cast<const void*>(instance.part.get()),
                           instance.detached, static_cast<int>(context_.mode), function, *inputs)
             : "";
  if (inputs)
    if (const auto known = context_.block->module_calls.find(key); known != context_.block->module_calls.end())
      return known->second;
  Context inner = context_;
  inner.draws_allowed = true;
  inner.line = program_.owner_name(instance.owner) + "/" + instance.part->path + "." + function;
  With with(*this, std::move(inner));
  const auto scope = instance_scope(instance, span);
  Value out = apply(force(*scope->find_here(function), function, span), arguments, span, span);
  if (inputs) context_.block->module_calls.emplace(key, out);
  return out;
}

Value Elaborator::instance_member(const Instance& instance, const ast::Name& name, Span span) {
  if (!instance.part) return {};
  const ModulePart& part = *instance.part;
  std::vector<std::string> names;
  for (const auto& [text, value] : part.members) {
    names.push_back(text);
    if (text != name.text) continue;
    if (part.kind == ModulePart::Kind::layer) {
      if (!can_read_tensors(span, "a parameter is a tensor")) return {};
      return {context_.block->parameter(instance.owner, static_cast<std::uint32_t>(*value.as<std::int64_t>()),
                                        instance.detached, origin(span))};
    }
    return own(value, instance, span);
  }
  if (part.kind == ModulePart::Kind::block)
    for (const ast::Function& function : part.module->functions) {
      names.push_back(function.name.text);
      if (function.name.text == name.text)
        return force(*instance_scope(instance, span)->find_here(name.text), name.text, span);
    }
  Diagnostic& d = error("MLO0207", name.span, fmt::format("this module has no part `{}`", name.text));
  suggest(d, name.span, name.text, names);
  if (name.text == "forward") d.with_help("a module is run by a call of it: `net(x)`, `self(x)`");
  if (name.text == "parameters") d.with_help("the parameters of a module are `params(net)`, its own `params(self)`");
  if (d.help.empty())
    d.with_help(names.empty() ? "a composition with `>>` has no named parts; write a `module` block to name them"
                              : fmt::format("its parts: {}", fmt::join(names, ", ")));
  return {};
}

}  // namespace mlo::sema
