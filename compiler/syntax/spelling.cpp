#include "compiler/syntax/ast.h"

namespace mlo::ast {

const std::string* as_name(const Expr& e) {
  const auto* ref = std::get_if<Ref>(&e.node);
  return ref ? &ref->name : nullptr;
}

const char* spelling(BinaryOp op) {
  switch (op) {
    case BinaryOp::power: return "^";
    case BinaryOp::multiply: return "*";
    case BinaryOp::divide: return "/";
    case BinaryOp::floor_divide: return "//";
    case BinaryOp::modulo: return "%";
    case BinaryOp::matmul: return "@";
    case BinaryOp::add: return "+";
    case BinaryOp::subtract: return "-";
    case BinaryOp::range: return "..";
    case BinaryOp::compose: return ">>";
    case BinaryOp::pipe: return "|>";
    case BinaryOp::equal: return "==";
    case BinaryOp::not_equal: return "!=";
    case BinaryOp::less: return "<";
    case BinaryOp::less_equal: return "<=";
    case BinaryOp::greater: return ">";
    case BinaryOp::greater_equal: return ">=";
    case BinaryOp::logical_and: return "and";
    case BinaryOp::logical_or: return "or";
  }
  return "?";
}

const char* spelling(UnaryOp op) {
  switch (op) {
    case UnaryOp::negate: return "-";
    case UnaryOp::plus: return "+";
    case UnaryOp::logical_not: return "not";
  }
  return "?";
}

}  // namespace mlo::ast
