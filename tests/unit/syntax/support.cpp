#include "tests/unit/syntax/support.h"

#include <fmt/format.h>

#include <stdexcept>

namespace mlo::test {

std::vector<std::string> Parsed::codes() const {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) result.push_back(diagnostic.code);
  return result;
}

std::unique_ptr<Parsed> parse_text(std::string text) {
  auto result = std::make_unique<Parsed>();
  const FileId id = result->sources.add("test.mlo", std::move(text));
  result->file = parse(result->sources, id, result->diagnostics);
  return result;
}

namespace {

using namespace ast;

std::string tree(const ExprPtr& e) { return e ? test::tree(*e) : "-"; }

struct Tree {
  std::string operator()(const Number& n) const {
    return n.integer ? fmt::format("{}", n.integer_value) : fmt::format("{:#}", n.value);
  }
  std::string operator()(const String& s) const { return fmt::format("'{}'", s.value); }
  std::string operator()(const Bool& b) const { return b.value ? "true" : "false"; }
  std::string operator()(const None&) const { return "none"; }
  std::string operator()(const Ref& r) const { return r.name; }
  std::string operator()(const Error&) const { return "error"; }
  std::string operator()(const Member& m) const { return fmt::format("(. {} {})", tree(m.object), m.name.text); }
  std::string operator()(const Call& c) const {
    std::string result = "(call " + tree(c.callee);
    for (const Arg& arg : c.args) result += fmt::format(" {}{}", arg.name ? arg.name->text + "=" : "", tree(arg.value));
    return result + ")";
  }
  std::string operator()(const Index& x) const {
    std::string result = "(index " + tree(x.object);
    for (const Subscript& s : x.subscripts) {
      if (const auto* slice = std::get_if<Slice>(&s)) {
        result += fmt::format(" (slice {} {} {})", tree(slice->begin), tree(slice->end), tree(slice->step));
      } else {
        result += " " + tree(std::get<ExprPtr>(s));
      }
    }
    return result + ")";
  }
  std::string operator()(const Unary& u) const { return fmt::format("({} {})", spelling(u.op), tree(u.operand)); }
  std::string operator()(const Binary& b) const {
    return fmt::format("({} {} {})", spelling(b.op), tree(b.left), tree(b.right));
  }
  std::string operator()(const Conditional& c) const {
    return fmt::format("(if {} {} {})", tree(c.condition), tree(c.then), tree(c.otherwise));
  }
  std::string operator()(const Lambda& l) const { return fmt::format("(=>{} {})", names(l.params), tree(l.body)); }
  std::string operator()(const List& l) const { return "(list" + items(l.items) + ")"; }
  std::string operator()(const Tuple& t) const { return "(tuple" + items(t.items) + ")"; }
  std::string operator()(const Record& r) const {
    std::string result = "(record";
    for (const Field& field : r.fields) result += fmt::format(" {}={}", field.name.text, tree(field.value));
    return result + ")";
  }
  std::string operator()(const Comprehension& c) const {
    return fmt::format("(for{} {} {} {})", names(c.targets), tree(c.source), tree(c.item), tree(c.condition));
  }

  static std::string names(const std::vector<Name>& names) {
    std::string result;
    for (const Name& name : names) result += " " + name.text;
    return result;
  }
  static std::string items(const std::vector<ExprPtr>& items) {
    std::string result;
    for (const ExprPtr& item : items) result += " " + tree(item);
    return result;
  }
};

/// The top expressions of items.
struct Expressions {
  const std::function<void(const Expr&)>& visit;

  void give(const ExprPtr& e) const {
    if (e) visit(*e);
  }
  void give(const std::vector<Line>& lines) const {
    for (const Line& line : lines) give(line.value);
  }
  void give(const Function& function) const {
    for (const Let& let : function.body.lets) give(let.value);
    give(function.body.result);
  }
  void operator()(const Use&) const {}
  void operator()(const Option& o) const { give(o.default_value), give(o.range); }
  void operator()(const Constant& c) const { give(c.value); }
  void operator()(const Data& d) const { give(d.value); }
  void operator()(const Function& f) const { give(f); }
  void operator()(const Module& m) const {
    give(m.composition), give(m.lines);
    for (const Function& function : m.functions) give(function);
  }
  void operator()(const Env& e) const { give(e.value), give(e.lines); }
  void operator()(const Problem& p) const { give(p.lines); }
  void operator()(const Edge& e) const { give(e.via); }
  void operator()(const Measure& m) const { give(m.lines); }
  void operator()(const Run& r) const { give(r.lines); }
};

}  // namespace

std::string tree(const Expr& expression) { return std::visit(Tree(), expression.node); }

std::string tree_of(const std::string& expression) {
  const auto parsed = parse_text("let x = " + expression + "\n");
  if (!parsed->diagnostics.empty()) return parsed->drawn();
  return tree(*std::get<Constant>(parsed->file.items.at(0)).value);
}

void for_each_expression(const File& file, const std::function<void(const Expr&)>& visit) {
  for (const Item& item : file.items) std::visit(Expressions{visit}, item);
}

}  // namespace mlo::test
