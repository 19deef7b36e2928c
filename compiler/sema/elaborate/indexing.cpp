// Lists and tensors by subscript, and item by item.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// Whether a tensor is a whole number by its making: `step` or `update`, and what few operators make of them and of
/// whole numbers. `depth` of these are looked through.
bool is_count(const Block& block, const Argument& argument, int depth = 6) {
  if (std::holds_alternative<std::int64_t>(argument.value)) return true;
  const NodeRef* reference = argument.node();
  if (reference == nullptr || depth == 0) return false;
  const Node& node = block.nodes[reference->id];
  if (node.kind == Node::Kind::counter) return true;
  constexpr std::array<std::string_view, 5> keep_whole{"add", "subtract", "multiply", "floor_divide", "modulo"};
  return node.kind == Node::Kind::call &&
         std::find(keep_whole.begin(), keep_whole.end(), node.builtin->name()) != keep_whole.end() &&
         std::all_of(node.arguments.begin(), node.arguments.end(),
                     [&](const Argument& each) { return is_count(block, each, depth - 1); });
}

}  // namespace

std::optional<Argument> Elaborator::subscript(const ast::Subscript& item, const ScopePtr& scope) {
  const auto one = [&](const ast::Expr& expression) -> std::optional<Argument> {
    const Value value = evaluate(expression, scope);
    if (value.unknown()) return std::nullopt;
    if (const auto* node = value.as<NodeRef>(); node && is_count(context_.block->block(), {*node}))
      return to_argument(call_node(operator_builtin("int"), {{*node}}, expression.span));
    if (value.as<std::int64_t>() || value.is_tensor() || value.as<std::monostate>()) return to_argument(value);
    if (const auto* range = value.as<RangeValue>()) return Argument{Arguments{{range->begin}, {range->end}, {}}};
    error("MLO0301", expression.span, "a subscript is a whole number, a slice, `none` or a tensor")
        .at("this is " + describe(value));
    return std::nullopt;
  };
  if (const auto* expression = std::get_if<ast::ExprPtr>(&item)) return one(**expression);
  const auto& slice = std::get<ast::Slice>(item);
  Arguments parts;
  for (const ast::ExprPtr* part : {&slice.begin, &slice.end, &slice.step}) {
    if (!*part) {
      parts.push_back({});
      continue;
    }
    const Value value = evaluate(**part, scope);
    if (value.unknown()) return std::nullopt;
    if (!value.as<std::int64_t>()) {
      error("MLO0301", (*part)->span, "the ends of a slice are whole numbers").at("this is " + describe(value));
      return std::nullopt;
    }
    parts.push_back(*to_argument(value));
  }
  return Argument{std::move(parts)};
}

Value Elaborator::index_list(const ListValue& list, const ast::Index& node, Span span, const ScopePtr& scope) {
  const auto count = static_cast<std::int64_t>(list.items.size());
  if (node.subscripts.size() != 1) {
    error("MLO0301", span, "a list takes one subscript");
    return {};
  }
  const auto at = subscript(node.subscripts[0], scope);
  if (!at) return {};
  if (const auto* i = std::get_if<std::int64_t>(&at->value)) {
    const std::int64_t place = *i < 0 ? *i + count : *i;
    if (place >= 0 && place < count) return list.items[static_cast<std::size_t>(place)];
    error("MLO0305", span, fmt::format("subscript {} of a list of {}", *i, count))
        .with_help(fmt::format("subscripts run from 0 to {}, or from -1 down", count - 1));
    return {};
  }
  const Arguments* slice = at->list();
  if (slice == nullptr) {
    error("MLO0301", span, "a list takes a whole number that is known before the run, or a slice")
        .with_help(
            "what is known only as it runs is taken of a tensor: `tensor(list)[i]` of numbers, `stack(list)[i]` of "
            "tensors");
    return {};
  }
  const auto end_of = [&](const Argument& a, std::int64_t otherwise) {
    if (a.is_none()) return otherwise;
    const auto i = std::get<std::int64_t>(a.value);
    return std::clamp<std::int64_t>(i < 0 ? i + count : i, 0, count);
  };
  std::int64_t step = (*slice)[2].is_none() ? 1 : std::get<std::int64_t>((*slice)[2].value);
  if (step < 1) {
    error("MLO0305", span, fmt::format("a slice of a list in steps of {}", step))
        .with_help("the step of a slice is at least 1; for the other direction write `[list[i] for i in [2, 1, 0]]`");
    return {};
  }
  step = std::min(step, count + 1);
  if (!spend(list.items.size())) return {};
  Values out;
  for (std::int64_t i = end_of((*slice)[0], 0); i < end_of((*slice)[1], count); i += step)
    out.push_back(list.items[static_cast<std::size_t>(i)]);
  return list_value(std::move(out), list.tuple);
}

Value Elaborator::index(const ast::Index& node, Span span, const ScopePtr& scope) {
  const Value object = evaluate(*node.object, scope);
  if (object.unknown()) return {};
  if (const ListValue* list = object.list()) return index_list(*list, node, span, scope);
  if (object.as<RangeValue>()) {
    const auto items = iterate(object, span);
    return items ? index_list({*items, false}, node, span, scope) : Value{};
  }
  if (!object.is_tensor()) {
    error("MLO0301", node.object->span, fmt::format("{} cannot be indexed", describe(object)))
        .with_help("lists and tensors can; call a module or a tensor that is trained first: `x()[0]`");
    return {};
  }
  Arguments subscripts;
  for (const ast::Subscript& item : node.subscripts) {
    auto argument = subscript(item, scope);
    if (!argument) return {};
    subscripts.push_back(std::move(*argument));
  }
  return call_node(operator_builtin("index"), {*to_argument(object), {std::move(subscripts)}}, span);
}

std::optional<Values> Elaborator::iterate(const Value& value, Span span) {
  if (value.unknown()) return std::nullopt;
  if (const ListValue* list = value.list())
    return spend(list->items.size()) ? std::optional(list->items) : std::nullopt;
  if (const auto* range = value.as<RangeValue>()) {
    constexpr std::int64_t longest = 100'000;
    if (range->size() > longest) {
      error("MLO0305", span, fmt::format("a list of {} items", range->size()))
          .with_help(fmt::format("lists in a program have at most {} items; use a tensor: `arange(n)`", longest));
      return std::nullopt;
    }
    if (!spend(static_cast<std::size_t>(range->size()))) return std::nullopt;
    Values out;
    for (std::int64_t i = range->begin; i < range->end; ++i) out.push_back({i});
    return out;
  }
  error("MLO0301", span, fmt::format("{} cannot be gone through item by item", describe(value)))
      .with_help("lists, tuples and ranges can");
  return std::nullopt;
}

}  // namespace mlo::sema
