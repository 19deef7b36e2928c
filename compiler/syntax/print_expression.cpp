#include <fmt/format.h>

#include "compiler/source/utf8.h"
#include "compiler/syntax/print.h"

namespace mlo {

namespace {

using namespace ast;

/// How tightly a form binds; an operand that binds less tightly than its place asks for stands in parentheses.
enum Precedence {
  lambda_level,
  conditional_level,
  or_level,
  and_level,
  not_level,
  comparison_level,
  pipe_level,
  compose_level,
  range_level,
  sum_level,
  product_level,
  sign_level,
  power_level,
  postfix_level,
  atom_level
};

Precedence precedence(BinaryOp op) {
  switch (op) {
    case BinaryOp::power: return power_level;
    case BinaryOp::multiply:
    case BinaryOp::divide:
    case BinaryOp::floor_divide:
    case BinaryOp::modulo:
    case BinaryOp::matmul: return product_level;
    case BinaryOp::add:
    case BinaryOp::subtract: return sum_level;
    case BinaryOp::range: return range_level;
    case BinaryOp::compose: return compose_level;
    case BinaryOp::pipe: return pipe_level;
    case BinaryOp::equal:
    case BinaryOp::not_equal:
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal: return comparison_level;
    case BinaryOp::logical_and: return and_level;
    case BinaryOp::logical_or: return or_level;
  }
  return atom_level;
}

int next(Precedence level) { return static_cast<int>(level) + 1; }

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const std::string_view bytes = std::string_view(text).substr(i, point.length);
    i += point.length;
    if (bytes == "\"" || bytes == "\\") {
      result += '\\';
      result += bytes;
    } else if (bytes == "\n") {
      result += "\\n";
    } else if (bytes == "\t") {
      result += "\\t";
    } else if (is_control(point.value)) {
      result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point.value));
    } else {
      result += bytes;
    }
  }
  return result + '"';
}

/// The shortest digits that read back as the same number, marked as a real number.
std::string real(double value) {
  std::string result = fmt::format("{}", value);
  if (result.find_first_of(".e") == std::string::npos) result += ".0";
  return result;
}

std::string print(const ExprPtr& expression, int least);

std::string joined_names(const std::vector<Name>& names) {
  std::string result;
  for (const Name& name : names) result += (result.empty() ? "" : ", ") + name.text;
  return result;
}

std::string joined_items(const std::vector<ExprPtr>& items) {
  std::string result;
  for (const ExprPtr& item : items) result += (&item == &items.front() ? "" : ", ") + print(item, lambda_level);
  return result;
}

bool is_simple(const Expr& expression) {
  return !std::holds_alternative<Binary>(expression.node) && !std::holds_alternative<Conditional>(expression.node) &&
         !std::holds_alternative<Lambda>(expression.node);
}

struct Form {
  std::string text;
  Precedence level = atom_level;
};

/// One overload for each node, so that a new one does not compile before it is printed.
struct Printer {
  Form operator()(const Number& n) const { return {n.integer ? fmt::format("{}", n.integer_value) : real(n.value)}; }
  Form operator()(const String& s) const { return {quoted(s.value)}; }
  Form operator()(const Bool& b) const { return {b.value ? "true" : "false"}; }
  Form operator()(const None&) const { return {"none"}; }
  Form operator()(const Ref& r) const { return {r.name}; }
  Form operator()(const Error&) const { return {"<error>"}; }

  Form operator()(const Member& m) const {
    const bool number = std::holds_alternative<Number>(m.object->node);  // `5.x` would be read as a number
    return {print(m.object, number ? next(atom_level) : postfix_level) + "." + m.name.text, postfix_level};
  }

  Form operator()(const Call& c) const {
    std::string args;
    for (const Arg& arg : c.args) {
      if (!args.empty()) args += ", ";
      if (arg.name) args += arg.name->text + " = ";
      args += print(arg.value, lambda_level);
    }
    return {fmt::format("{}({})", print(c.callee, postfix_level), args), postfix_level};
  }

  Form operator()(const Index& x) const {
    std::string inner;
    for (const Subscript& subscript : x.subscripts) {
      if (!inner.empty()) inner += ", ";
      if (const auto* value = std::get_if<ExprPtr>(&subscript)) {
        inner += print(*value, lambda_level);
      } else {
        const Slice& slice = std::get<Slice>(subscript);
        if (slice.begin) inner += print(slice.begin, lambda_level);
        inner += ":";
        if (slice.end) inner += print(slice.end, lambda_level);
        if (slice.step) inner += fmt::format(":{}", print(slice.step, lambda_level));
      }
    }
    return {fmt::format("{}[{}]", print(x.object, postfix_level), inner), postfix_level};
  }

  Form operator()(const Unary& u) const {
    if (u.op == UnaryOp::logical_not) return {fmt::format("not {}", print(u.operand, not_level)), not_level};
    return {spelling(u.op) + print(u.operand, sign_level), sign_level};
  }

  Form operator()(const Binary& b) const {
    const Precedence level = precedence(b.op);
    int left = level, right = next(level);
    if (b.op == BinaryOp::power) {  // from the right, and a sign may stand behind it
      left = next(level);
      right = sign_level;
    }
    if (level == comparison_level) left = next(level);  // they do not chain
    const bool tight = b.op == BinaryOp::range && is_simple(*b.left) && is_simple(*b.right);
    const std::string op = tight ? spelling(b.op) : fmt::format(" {} ", spelling(b.op));
    return {print(b.left, left) + op + print(b.right, right), level};
  }

  Form operator()(const Conditional& c) const {
    return {fmt::format("{} if {} else {}", print(c.then, or_level), print(c.condition, or_level),
                        print(c.otherwise, lambda_level)),
            conditional_level};
  }

  Form operator()(const Lambda& l) const {
    const std::string names = joined_names(l.params);
    const std::string params = l.params.size() == 1 ? names : fmt::format("({})", names);
    return {params + " => " + print(l.body, lambda_level), lambda_level};
  }

  Form operator()(const List& l) const { return {fmt::format("[{}]", joined_items(l.items))}; }
  Form operator()(const Tuple& t) const {
    return {fmt::format("({}{})", joined_items(t.items), t.items.size() == 1 ? "," : "")};
  }

  Form operator()(const Record& r) const {
    if (r.fields.empty()) return {"{ }"};
    std::string fields;
    for (const Field& field : r.fields) {
      fields += (fields.empty() ? "" : ", ") + field.name.text + " = " + print(field.value, lambda_level);
    }
    return {fmt::format("{{ {} }}", fields)};
  }

  Form operator()(const Comprehension& c) const {
    std::string result = fmt::format("[{} for {} in {}", print(c.item, lambda_level), joined_names(c.targets),
                                     print(c.source, or_level));
    if (c.condition) result += fmt::format(" if {}", print(c.condition, or_level));
    return {result + "]"};
  }
};

std::string print(const ExprPtr& expression, int least) {
  const Form form = std::visit(Printer(), expression->node);
  return form.level < least ? fmt::format("({})", form.text) : form.text;
}

}  // namespace

std::string print_expression(const Expr& expression) { return std::visit(Printer(), expression.node).text; }

}  // namespace mlo
