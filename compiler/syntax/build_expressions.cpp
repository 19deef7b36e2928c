#include <fmt/format.h>

#include <map>

#include "compiler/syntax/builder.h"

namespace mlo::syntax {

using P = grammar::MloParser;
using ast::BinaryOp;
using ast::UnaryOp;

namespace {

BinaryOp binary_op(std::size_t type) {
  switch (type) {
    case P::CARET: return BinaryOp::power;
    case P::STAR: return BinaryOp::multiply;
    case P::SLASH: return BinaryOp::divide;
    case P::FLOOR: return BinaryOp::floor_divide;
    case P::PERCENT: return BinaryOp::modulo;
    case P::AT: return BinaryOp::matmul;
    case P::PLUS: return BinaryOp::add;
    case P::MINUS: return BinaryOp::subtract;
    case P::RANGE: return BinaryOp::range;
    case P::COMPOSE: return BinaryOp::compose;
    case P::PIPE: return BinaryOp::pipe;
    case P::EQUAL: return BinaryOp::equal;
    case P::NOT_EQUAL: return BinaryOp::not_equal;
    case P::LESS: return BinaryOp::less;
    case P::LESS_EQUAL: return BinaryOp::less_equal;
    case P::GREATER: return BinaryOp::greater;
    case P::GREATER_EQUAL: return BinaryOp::greater_equal;
    case P::AND: return BinaryOp::logical_and;
    default: return BinaryOp::logical_or;
  }
}

bool is_comparison(std::size_t type) { return type >= P::EQUAL && type <= P::GREATER_EQUAL; }

/// The type of the i-th child, if that is a token.
std::size_t token_type(P::ExprContext* context, std::size_t i) {
  if (i >= context->children.size()) return 0;
  auto* node = dynamic_cast<antlr4::tree::TerminalNode*>(context->children[i]);
  return node == nullptr ? 0 : node->getSymbol()->getType();
}

}  // namespace

ast::ExprPtr Builder::expr(P::ExprContext* context) {
  if (context == nullptr) return make({id_, 0, 0}, ast::Error{});
  if (context->exception != nullptr || context->children.empty()) return make(span(context->start), ast::Error{});
  if (token_type(context, 0) != 0) return leading(context);
  const Span whole = span(context);
  switch (token_type(context, 1)) {
    case P::DOT: {
      ast::ExprPtr object = expr(context->expr(0));
      return make(whole, ast::Member{std::move(object), name(context->NAME())});
    }
    case P::LPAREN: return make(whole, call(context));
    case P::LBRACKET: return make(whole, index(context));
    case P::IF: {
      ast::ExprPtr then = expr(context->expr(0));
      ast::ExprPtr condition = expr(context->expr(1));
      return make(whole, ast::Conditional{std::move(then), std::move(condition), expr(context->expr(2))});
    }
    default: return binary(context);
  }
}

/// An expression that begins with a token.
ast::ExprPtr Builder::leading(P::ExprContext* context) {
  const Span whole = span(context);
  if (context->FAT_ARROW() != nullptr) return lambda(context);
  switch (token_type(context, 0)) {
    case P::NUMBER: {
      auto value = number(whole);
      return value ? make(whole, *value) : make(whole, ast::Error{});
    }
    case P::STRING: return make(whole, ast::String{string(whole)});
    case P::TRUE: return make(whole, ast::Bool{true});
    case P::FALSE: return make(whole, ast::Bool{false});
    case P::NONE: return make(whole, ast::None{});
    case P::NAME: return make(whole, ast::Ref{reporter_.text(whole)});
    case P::MINUS: return make(whole, ast::Unary{UnaryOp::negate, expr(context->expr(0))});
    case P::PLUS: return make(whole, ast::Unary{UnaryOp::plus, expr(context->expr(0))});
    case P::NOT: return make(whole, ast::Unary{UnaryOp::logical_not, expr(context->expr(0))});
    case P::LPAREN: return parenthesized(context);
    case P::LBRACKET: return list(context);
    default: return make(whole, record(context));
  }
}

ast::ExprPtr Builder::binary(P::ExprContext* context) {
  P::ExprContext* left = context->expr(0);
  const std::size_t op = token_type(context, 1);
  const Span op_span = span(static_cast<antlr4::tree::TerminalNode*>(context->children[1]));
  const bool chained = is_comparison(op) && is_comparison(token_type(left, 1)) && left->children.size() == 3;
  if (chained && !reporter_.said_within(span(left).begin, op_span.begin)) {
    const std::string a = reporter_.text(span(left));
    const std::string middle = reporter_.text(span(left->expr(1)));
    const std::string b = reporter_.text({id_, op_span.begin, span(context).end});
    reporter_.error("MLO0129", op_span, "comparisons do not chain")
        .label(span(static_cast<antlr4::tree::TerminalNode*>(left->children[1])), "the first comparison")
        .with_help(fmt::format("write `{} and {} {}`", a, middle, b));
    return make(span(context), ast::Error{});
  }
  ast::ExprPtr left_value = expr(left);
  return make(span(context), ast::Binary{binary_op(op), std::move(left_value), expr(context->expr(1)), op_span});
}

ast::ExprPtr Builder::lambda(P::ExprContext* context) {
  ast::Lambda result;
  if (context->NAME() != nullptr) result.params.push_back(name(context->NAME()));
  if (context->names() != nullptr) result.params = names(context->names());
  result.body = expr(context->expr(0));
  return make(span(context), std::move(result));
}

ast::ExprPtr Builder::parenthesized(P::ExprContext* context) {
  const auto inner = context->expr();
  if (inner.size() == 1 && context->COMMA().empty()) {
    ast::ExprPtr result = expr(inner[0]);
    result->span = span(context);
    return result;
  }
  ast::Tuple tuple;
  for (P::ExprContext* item : inner) tuple.items.push_back(expr(item));
  return make(span(context), std::move(tuple));
}

ast::ExprPtr Builder::list(P::ExprContext* context) {
  const auto inner = context->expr();
  if (context->FOR() == nullptr) {
    ast::List result;
    for (P::ExprContext* item : inner) result.items.push_back(expr(item));
    return make(span(context), std::move(result));
  }
  ast::Comprehension result;
  result.item = expr(inner[0]);
  result.targets = names(context->names());
  result.source = expr(inner.size() > 1 ? inner[1] : nullptr);
  if (inner.size() > 2) result.condition = expr(inner[2]);
  return make(span(context), std::move(result));
}

ast::Call Builder::call(P::ExprContext* context) {
  ast::Call result;
  result.callee = expr(context->expr(0));
  for (P::ArgContext* argument : context->arg()) {
    ast::Arg built;
    if (argument->NAME() != nullptr) built.name = name(argument->NAME());
    built.value = expr(argument->expr());
    result.args.push_back(std::move(built));
  }
  return result;
}

ast::Index Builder::index(P::ExprContext* context) {
  ast::Index result;
  result.object = expr(context->expr(0));
  for (P::SubscriptContext* item : context->subscript()) result.subscripts.push_back(subscript(item));
  return result;
}

ast::Subscript Builder::subscript(P::SubscriptContext* context) {
  if (context->COLON().empty()) return expr(context->expr().empty() ? nullptr : context->expr(0));
  ast::Slice result;
  result.span = span(context);
  std::size_t part = 0;  // which of begin, end, step: one more behind each colon
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* value = dynamic_cast<P::ExprContext*>(child)) {
      (part == 0 ? result.begin : part == 1 ? result.end : result.step) = expr(value);
    } else {
      ++part;
    }
  }
  return result;
}

ast::Record Builder::record(P::ExprContext* context) {
  ast::Record result;
  for (P::FieldContext* field : context->field()) {
    if (field->NAME() != nullptr) result.fields.push_back({name(field->NAME()), expr(field->expr())});
  }
  return result;
}

}  // namespace mlo::syntax
