// Operators: folded where both sides are constants, nodes where one is a tensor, compositions where they are modules.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

using ast::BinaryOp;

/// The builtin that carries an operator out on tensors.
const char* builtin_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::power: return "power";
    case BinaryOp::multiply: return "multiply";
    case BinaryOp::divide: return "divide";
    case BinaryOp::floor_divide: return "floor_divide";
    case BinaryOp::modulo: return "modulo";
    case BinaryOp::matmul: return "matmul";
    case BinaryOp::add: return "add";
    case BinaryOp::subtract: return "subtract";
    case BinaryOp::equal: return "equal";
    case BinaryOp::not_equal: return "not_equal";
    case BinaryOp::less: return "less";
    case BinaryOp::less_equal: return "less_equal";
    case BinaryOp::greater: return "greater";
    case BinaryOp::greater_equal: return "greater_equal";
    case BinaryOp::logical_and: return "logical_and";
    case BinaryOp::logical_or: return "logical_or";
    case BinaryOp::range:
    case BinaryOp::compose:
    case BinaryOp::pipe: break;
  }
  return nullptr;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0); }

/// Nothing where it would not fit; `b` is not negative.
std::optional<Value> integer_power(std::int64_t a, std::int64_t b) {
  if (b == 0) return Value{std::int64_t{1}};
  if (a == 0 || a == 1) return Value{a};
  if (a == -1) return Value{std::int64_t{b % 2 == 0 ? 1 : -1}};
  std::int64_t out = 1;
  for (std::int64_t i = 0; i < b; ++i)  // at most 63 times
    if (__builtin_mul_overflow(out, a, &out)) return std::nullopt;
  return Value{out};
}

/// Whole numbers stay whole where the result is; nothing where it would not fit 64 bits.
std::optional<Value> fold_integers(BinaryOp op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case BinaryOp::add: return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional<Value>(Value{out});
    case BinaryOp::subtract:
      return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional<Value>(Value{out});
    case BinaryOp::multiply:
      return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional<Value>(Value{out});
    case BinaryOp::floor_divide:
      if (b == -1) return __builtin_sub_overflow(0, a, &out) ? std::nullopt : std::optional<Value>(Value{out});
      return b == 0 ? std::nullopt : std::optional<Value>(Value{floor_div(a, b)});
    case BinaryOp::modulo:
      if (b == -1) return Value{std::int64_t{0}};
      return b == 0 ? std::nullopt : std::optional<Value>(Value{a - b * floor_div(a, b)});
    case BinaryOp::power: return b < 0 ? std::nullopt : integer_power(a, b);
    case BinaryOp::equal: return Value{a == b};
    case BinaryOp::not_equal: return Value{a != b};
    case BinaryOp::less: return Value{a < b};
    case BinaryOp::less_equal: return Value{a <= b};
    case BinaryOp::greater: return Value{a > b};
    case BinaryOp::greater_equal: return Value{a >= b};
    default: return std::nullopt;
  }
}

std::optional<Value> fold_numbers(BinaryOp op, double a, double b) {
  switch (op) {
    case BinaryOp::add: return Value{a + b};
    case BinaryOp::subtract: return Value{a - b};
    case BinaryOp::multiply: return Value{a * b};
    case BinaryOp::divide: return Value{a / b};
    case BinaryOp::floor_divide: return Value{std::floor(a / b)};
    case BinaryOp::modulo: return Value{a - b * std::floor(a / b)};
    case BinaryOp::power: return Value{std::pow(a, b)};
    case BinaryOp::equal: return Value{a == b};
    case BinaryOp::not_equal: return Value{a != b};
    case BinaryOp::less: return Value{a < b};
    case BinaryOp::less_equal: return Value{a <= b};
    case BinaryOp::greater: return Value{a > b};
    case BinaryOp::greater_equal: return Value{a >= b};
    default: return std::nullopt;
  }
}

std::optional<Value> fold(BinaryOp op, const Value& left, const Value& right) {
  const auto *a = left.as<std::int64_t>(), *b = right.as<std::int64_t>();
  if (a && b)
    if (auto out = fold_integers(op, *a, *b)) return out;
  if (left.is_number() && right.is_number()) return fold_numbers(op, left.number(), right.number());
  const auto *s = left.as<std::string>(), *t = right.as<std::string>();
  if (s && t) {
    if (op == BinaryOp::add) return Value{*s + *t};
    if (op == BinaryOp::equal) return Value{*s == *t};
    if (op == BinaryOp::not_equal) return Value{*s != *t};
  }
  const auto *p = left.as<bool>(), *q = right.as<bool>();
  if (p && q) {
    if (op == BinaryOp::equal) return Value{*p == *q};
    if (op == BinaryOp::not_equal) return Value{*p != *q};
  }
  const bool none = left.as<std::monostate>() || right.as<std::monostate>();
  if (none && op == BinaryOp::equal) return Value{left.data.index() == right.data.index()};
  if (none && op == BinaryOp::not_equal) return Value{left.data.index() != right.data.index()};
  return std::nullopt;
}

/// `a / 0` of constants, which is a mistake, and not the infinity that floating point makes of it.
bool divides_by_zero(BinaryOp op, const Value& left, const Value& right) {
  const bool divides = op == BinaryOp::divide || op == BinaryOp::floor_divide || op == BinaryOp::modulo;
  return divides && left.is_number() && right.is_number() && right.number() == 0;
}

bool composable(const Value& value) {
  return value.recipe() || value.closure() || value.as<const Builtin*>() || value.as<Instance>() ||
         value.as<ModuleName>();
}

}  // namespace

Value Elaborator::unary(const ast::Unary& node, Span span, const ScopePtr& scope) {
  const Value operand = evaluate(*node.operand, scope);
  if (operand.unknown()) return {};
  if (node.op == ast::UnaryOp::logical_not) {
    if (const bool* b = operand.as<bool>()) return {!*b};
    if (operand.is_tensor()) return call_node(operator_builtin("logical_not"), {*to_argument(operand)}, span);
  } else {
    const bool negate = node.op == ast::UnaryOp::negate;
    if (const auto* i = operand.as<std::int64_t>())
      return negate ? *fold(BinaryOp::subtract, {std::int64_t{0}}, operand) : Value{*i};
    if (const auto* d = operand.as<double>()) return {negate ? -*d : *d};
    if (operand.is_tensor())
      return negate ? call_node(operator_builtin("negate"), {*to_argument(operand)}, span) : operand;
  }
  error("MLO0307", span, fmt::format("`{}` of {}", ast::spelling(node.op), describe(operand)))
      .with_help(node.op == ast::UnaryOp::logical_not ? "`not` takes true, false or a tensor"
                                                      : "a sign goes before numbers and tensors");
  return {};
}

Value Elaborator::binary(const ast::Binary& node, Span span, const ScopePtr& scope) {
  const Value left = evaluate(*node.left, scope);
  if (node.op == BinaryOp::logical_and || node.op == BinaryOp::logical_or) return logical(node, left, span, scope);
  const Value right = evaluate(*node.right, scope);
  if (node.op == BinaryOp::pipe) return apply(right, {{std::nullopt, left, node.left->span}}, span, node.right->span);
  return apply_binary(node.op, left, right, span, node.left->span, node.right->span);
}

/// `and`, `or`: on constants they look at the right side only where it matters.
Value Elaborator::logical(const ast::Binary& node, const Value& left, Span span, const ScopePtr& scope) {
  const bool* known = left.as<bool>();
  if (known && *known == (node.op == BinaryOp::logical_or)) return left;
  const Value right = evaluate(*node.right, scope);
  if (left.unknown() || right.unknown()) return {};
  if (known && (right.as<bool>() || right.is_tensor())) return right;
  if (left.is_tensor() && right.is_tensor())
    return apply_binary(node.op, left, right, span, node.left->span, node.right->span);
  const std::string word = ast::spelling(node.op);
  error("MLO0307", span, fmt::format("`{}` between {} and {}", word, describe(left), describe(right)))
      .label(node.left->span, describe(left))
      .label(node.right->span, describe(right))
      .with_help(fmt::format("`{}` takes true, false or tensors", word));
  return {};
}

/// A constant that was worked out; an error where it is no number, or infinite though its operands are not.
Value Elaborator::finite_result(double value, bool finite_operands, const std::string& what, Span span) {
  if (std::isfinite(value) || (std::isinf(value) && !finite_operands)) return {value};
  error("MLO0305", span, what + (std::isnan(value) ? " is no number" : " is infinite"))
      .with_help("a constant is a finite number; where infinity is meant, write `inf`");
  return {};
}

Value Elaborator::apply_binary(BinaryOp op, const Value& left, const Value& right, Span span, Span left_span,
                               Span right_span) {
  if (left.unknown() || right.unknown()) return {};
  if (op == BinaryOp::compose) return compose(left, right, left_span, right_span);
  if (op == BinaryOp::range) {
    const auto *a = left.as<std::int64_t>(), *b = right.as<std::int64_t>();
    if (a && b) return {RangeValue{*a, *b}};
    error("MLO0307", span, "a range goes from a whole number to a whole number")
        .at(fmt::format("{} .. {}", describe(left), describe(right)));
    return {};
  }
  if (left.as<std::string>() && right.as<std::string>() && op == BinaryOp::add)
    if (!spend((left.as<std::string>()->size() + right.as<std::string>()->size()) / 16)) return {};
  if (divides_by_zero(op, left, right)) {
    error("MLO0305", span, "division by zero").label(right_span, "this is " + describe(right));
    return {};
  }
  if (auto folded = fold(op, left, right)) {
    const auto* number = folded->as<double>();
    if (number == nullptr) return *folded;
    return finite_result(*number, std::isfinite(left.number()) && std::isfinite(right.number()),
                         fmt::format("`{}` of {} and {}", ast::spelling(op), describe(left), describe(right)), span);
  }
  const bool numbers = (left.is_tensor() || left.is_number()) && (right.is_tensor() || right.is_number());
  if (numbers) return call_node(operator_builtin(builtin_of(op)), {*to_argument(left), *to_argument(right)}, span);
  if (op == BinaryOp::add && left.list() && right.list()) {
    if (!spend(left.list()->items.size() + right.list()->items.size())) return {};
    Values items = left.list()->items;
    items.insert(items.end(), right.list()->items.begin(), right.list()->items.end());
    return list_value(std::move(items), left.list()->tuple);
  }
  const bool callable =
      left.as<ProblemName>() || right.as<ProblemName>() || left.as<Instance>() || right.as<Instance>();
  Diagnostic& diagnostic =
      error("MLO0307", span, fmt::format("`{}` between {} and {}", ast::spelling(op), describe(left), describe(right)));
  diagnostic.label(left_span, describe(left)).label(right_span, describe(right));
  diagnostic.with_help(callable
                           ? "a module is read by a call: `x()` for a tensor that is trained, `x(input)` for a network"
                           : "operators take numbers and tensors");
  return {};
}

Value Elaborator::compose(const Value& left, const Value& right, Span left_span, Span right_span) {
  CompositionRecipe out;
  for (const auto& [value, span] : {std::pair(&left, left_span), std::pair(&right, right_span)}) {
    if (!composable(*value)) {
      error("MLO0307", span, fmt::format("`>>` joins modules and functions, not {}", describe(*value)))
          .with_help("as in `flatten >> linear(64) >> relu >> linear(10)`");
      return {};
    }
    if (value->as<ModuleName>()) {
      error("MLO0307", span, fmt::format("{} stands here without its parameters", describe(*value)))
          .with_help(fmt::format("call it: `{}(...)`", value->as<ModuleName>()->module->name.text));
      return {};
    }
    const Recipe* recipe = value->recipe();
    const auto* chain = recipe ? std::get_if<CompositionRecipe>(&recipe->kind) : nullptr;
    if (chain)
      out.stages.insert(out.stages.end(), chain->stages.begin(), chain->stages.end());
    else
      out.stages.push_back(*value);
  }
  if (!spend(out.stages.size())) return {};
  out.depth = std::max(left.depth(), right.depth());
  return {std::make_shared<const Recipe>(Recipe{std::move(out), origin(join(left_span, right_span))})};
}

Value Elaborator::add_all(const Values& items, Span span) {
  if (items.empty()) return {std::int64_t{0}};
  if (!spend(items.size())) return {};
  Value total = items[0];
  for (std::size_t i = 1; i < items.size(); ++i) total = apply_binary(BinaryOp::add, total, items[i], span, span, span);
  return total;
}

}  // namespace mlo::sema
