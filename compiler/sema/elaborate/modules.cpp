// Modules: a recipe laid out as a structure of layers and parameters, and what calls of its parts compute.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

std::string below(const std::string& path, const std::string& name) { return path.empty() ? name : path + "." + name; }

constexpr int deepest_module = 100;

/// Whether all of a module's part could be laid out.
bool is_complete(const Value& member) {
  if (const auto* instance = member.as<Instance>()) return instance->part != nullptr;
  if (const ListValue* list = member.list()) return std::all_of(list->items.begin(), list->items.end(), is_complete);
  return !member.unknown();
}

bool is_stage(const Value& value) { return value.closure() || value.as<const Builtin*>(); }

}  // namespace

Elaborator::PartPtr Elaborator::lay_out(const Value& value, Structure& structure, const std::string& path, Span span) {
  if (value.unknown() || !spend(10)) return nullptr;
  if (value.is_tensor() || value.is_number()) return lay_out_tensor(value, structure, path, span);
  if (is_stage(value)) {
    auto part = std::make_shared<ModulePart>();
    part->kind = ModulePart::Kind::stage;
    part->path = path;
    part->stage = value;
    part->first_parameter = part->end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
    return part;
  }
  const Recipe* recipe = value.recipe();
  if (recipe == nullptr) {
    if (const auto* name = value.as<ModuleName>())
      error("MLO0301", span, fmt::format("{} stands here without its parameters", describe(value)))
          .with_help(fmt::format("call it: `{}(...)`", name->module->name.text));
    else if (value.as<Instance>() || value.as<ProblemName>())
      error("MLO0301", span, fmt::format("{} stands here where a new one is made", describe(value)))
          .with_help(
              "what has its parameters already is called, in a loss or in `forward(x) = b(a(x))`; a module expression\n"
              "describes a new module");
    else
      error("MLO0301", span, fmt::format("{} is no module", describe(value)))
          .with_help("a module is a layer, a composition with `>>`, a `module` of the program, or a tensor");
    return nullptr;
  }
  if (const auto* layer = std::get_if<LayerRecipe>(&recipe->kind))
    return lay_out_layer(*layer, structure, path, recipe->origin);
  if (const auto* block = std::get_if<BlockRecipe>(&recipe->kind))
    return lay_out_block(*block, structure, path, recipe->origin);
  if (const auto* load = std::get_if<LoadRecipe>(&recipe->kind))
    return lay_out_loaded(*load, structure, path, recipe->origin);
  auto part = std::make_shared<ModulePart>();
  part->kind = ModulePart::Kind::composition;
  part->path = path;
  part->first_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  const auto& stages = std::get<CompositionRecipe>(recipe->kind).stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    PartPtr child = lay_out(stages[i], structure, below(path, std::to_string(i)), span);
    if (!child) return nullptr;
    part->children.push_back(std::move(child));
  }
  part->end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  return part;
}

Elaborator::PartPtr Elaborator::lay_out_layer(const LayerRecipe& recipe, Structure& structure, const std::string& path,
                                              OriginId origin) {
  Layer layer;
  layer.builtin = recipe.builtin;
  layer.arguments = recipe.arguments;
  layer.path = path;
  layer.origin = origin;
  const auto index = static_cast<std::uint32_t>(structure.layers.size());
  auto part = std::make_shared<ModulePart>();
  part->path = path;
  part->layer = index;
  part->first_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  if (recipe.builtin->parameters)
    for (const std::string& name : recipe.builtin->parameters(recipe.arguments)) {
      layer.parameters.push_back(static_cast<std::uint32_t>(structure.parameters.size()));
      part->members.emplace_back(name, Value{static_cast<std::int64_t>(structure.parameters.size())});
      structure.parameters.push_back({below(path, name), index, {}, origin});
    }
  if (recipe.builtin->buffers)
    for (const std::string& name : recipe.builtin->buffers(recipe.arguments)) {
      layer.buffers.push_back(static_cast<std::uint32_t>(structure.buffers.size()));
      structure.buffers.push_back(below(path, name));
    }
  part->end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  structure.layers.push_back(std::move(layer));
  return part;
}

Value Elaborator::lay_out_member(const Value& value, Structure& structure, const std::string& path, Span span) {
  if (value.recipe()) return {Instance{lay_out(value, structure, path, span), nothing, false}};
  if (const ListValue* list = value.list(); list && value.module_like()) {
    Values parts;
    for (std::size_t i = 0; i < list->items.size(); ++i)
      parts.push_back(lay_out_member(list->items[i], structure, below(path, std::to_string(i)), span));
    return list_value(std::move(parts));
  }
  return value;
}

Elaborator::PartPtr Elaborator::lay_out_block(const BlockRecipe& recipe, Structure& structure, const std::string& path,
                                              OriginId origin) {
  const ast::Module& module = *recipe.module;
  if (endless_.contains(&module)) return nullptr;
  if (context_.depth > deepest_module) {
    endless_.insert(&module);
    error("MLO0210", program_.origins[origin].span, fmt::format("the module `{}` contains itself", module.name.text))
        .label(module.name.span, "declared here")
        .with_help("its parts must end somewhere: a parameter that shrinks, and an `if` that stops");
    return nullptr;
  }
  Context inner = context_;
  ++inner.depth;
  inner.caller = origin;
  With with(*this, std::move(inner));
  if (module.composition)
    return lay_out(evaluate(*module.composition, recipe.scope), structure, path, module.composition->span);

  auto part = std::make_shared<ModulePart>();
  part->kind = ModulePart::Kind::block;
  part->path = path;
  part->module = &module;
  auto scope = new_scope(recipe.scope);
  part->scope = recipe.scope;
  part->first_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  bool complete = true;
  for (const ast::Line& line : module.lines) {
    const ast::Name& name = line.names.empty() ? line.keyword : line.names[0];
    Value member = lay_out_line(line, name, scope, structure, below(path, name.text));
    complete &= is_complete(member);
    if (Binding* earlier = scope->find_here(name.text)) {
      error("MLO0203", name.span, fmt::format("`{}` is defined twice", name.text))
          .label(earlier->span, "first here")
          .with_help("rename one of them");
      continue;
    }
    scope->add(name.text, name.span, member);
    part->members.emplace_back(name.text, std::move(member));
  }
  part->end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  return complete ? part : nullptr;
}

/// A sub-module, a constant or a `param`; nothing where the line is none of them, which is reported.
Value Elaborator::lay_out_line(const ast::Line& line, const ast::Name& name, const ScopePtr& scope,
                               Structure& structure, const std::string& path) {
  const bool param = line.keyword.text == "param";
  if (!param && !line.names.empty()) {
    error("MLO0202", line.keyword.span, fmt::format("a module has no line `{}`", line.keyword.text))
        .with_help(line.keyword.text == "let"
                       ? fmt::format("write `{} = ...`; a value of the input stands in a function's body", name.text)
                       : "its lines are sub-modules `name = ...`, parameters `param name = ...` and functions "
                         "`forward(x) = ...`");
    return {};
  }
  context_.line = path;
  const Value value = evaluate(*line.value, scope);
  if (param) return {Instance{lay_out_tensor(value, structure, path, line.value->span), nothing, false}};
  return lay_out_member(value, structure, path, line.value->span);
}

Elaborator::PartPtr Elaborator::lay_out_tensor(const Value& value, Structure& structure, const std::string& path,
                                               Span span) {
  if (value.unknown()) return nullptr;
  auto part = std::make_shared<ModulePart>();
  part->kind = ModulePart::Kind::tensor;
  part->path = path;
  part->first_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  const ListValue* list = value.list();
  part->is_list = list != nullptr;
  const Values items = list ? list->items : Values{value};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto argument = to_argument(items[i]);
    if (!argument || !(argument->node() || argument->is_number())) {
      error("MLO0301", span, fmt::format("a parameter starts from a tensor, not from {}", describe(items[i])));
      return nullptr;
    }
    part->parameters.push_back(static_cast<std::uint32_t>(structure.parameters.size()));
    const std::string name = path.empty() ? "value" : path;
    structure.parameters.push_back({list ? below(name, std::to_string(i)) : name, nothing, *argument, origin(span)});
  }
  part->end_parameter = static_cast<std::uint32_t>(structure.parameters.size());
  return part;
}

}  // namespace mlo::sema
