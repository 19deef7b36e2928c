// Shapes that signatures state: `fn pool(x: [B, D]) -> [B]`. A letter is one size in a call; a name of a constant is
// its value. The rules are written down here and held against the shapes that a run without data gives.
#include <fmt/format.h>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {

std::vector<Extent> Elaborator::extents(const ast::Type& type, const ScopePtr& scope) {
  std::vector<Extent> out;
  for (const auto& extent : type.shape) {
    if (const auto* number = std::get_if<std::int64_t>(&extent)) {
      out.emplace_back(*number);
      continue;
    }
    const ast::Name& name = std::get<ast::Name>(extent);
    Binding* binding = scope->find(name.text);
    const Value value = binding ? force(*binding, name.text, name.span) : Value{};
    if (const auto* constant = value.as<std::int64_t>())
      out.emplace_back(*constant);
    else
      out.emplace_back(name.text);
  }
  return out;
}

ShapeRule Elaborator::shape_rule(const Closure& closure, const ScopePtr& scope, Span span) {
  ShapeRule rule;
  rule.origin = origin(span);
  if (closure.params == nullptr) return rule;
  for (const ast::Param& param : *closure.params)
    if (param.type && param.type->word.empty())
      add_extents(rule, fmt::format("`{}` of `{}`", param.name.text, closure.name), *param.type,
                  force(*scope->find_here(param.name.text), param.name.text, param.name.span), scope);
  return rule;
}

void Elaborator::add_extents(ShapeRule& rule, std::string what, const ast::Type& type, const Value& value,
                             const ScopePtr& scope) {
  const auto* node = value.as<NodeRef>();
  if (node == nullptr) return;
  program_.origins.push_back({type.span, rule.origin});
  rule.items.push_back(
      {std::move(what), node->id, extents(type, scope), static_cast<OriginId>(program_.origins.size() - 1)});
}

void Elaborator::keep_shape_rule(ShapeRule rule, const Closure& closure, const Value& result, const ScopePtr& scope) {
  if (closure.result_type && closure.result_type->word.empty())
    add_extents(rule, fmt::format("the result of `{}`", closure.name), *closure.result_type, result, scope);
  if (!rule.items.empty()) context_.block->block().shape_rules.push_back(std::move(rule));
}

}  // namespace mlo::sema
