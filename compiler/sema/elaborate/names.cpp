// Names in functions and modules: where nothing calls them they are never elaborated, so they are walked here.
#include <algorithm>
#include <set>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

using Names = std::set<std::string>;

class Walk {
 public:
  explicit Walk(std::function<void(const std::string&, Span)> unknown, std::function<bool(const std::string&)> known,
                std::function<void(const ast::Name&)> unread)
      : unknown_(std::move(unknown)), known_(std::move(known)), unread_(std::move(unread)) {}

  void body(const ast::Body& body, const std::vector<ast::Param>& params, Names names) {
    read_.clear();
    for (const ast::Param& param : params) {
      if (param.default_value) expression(*param.default_value, names);
      names.insert(param.name.text);
    }
    for (const ast::Let& let : body.lets)
      for (const ast::Name& name : let.names) names.insert(name.text);
    for (const ast::Let& let : body.lets) expression(*let.value, names);
    if (body.result) expression(*body.result, names);
    const auto is_read = [&](const ast::Name& name) { return read_.contains(name.text); };
    for (const ast::Let& let : body.lets)
      if (std::none_of(let.names.begin(), let.names.end(), is_read)) unread_(let.names[0]);
  }

  void expression(const ast::Expr& e, const Names& names) {
    struct Visit {
      Walk& w;
      const Names& names;
      Span span;
      void each(const std::vector<ast::ExprPtr>& items) const {
        for (const auto& item : items) w.expression(*item, names);
      }
      void maybe(const ast::ExprPtr& e) const {
        if (e) w.expression(*e, names);
      }
      void operator()(const ast::Number&) const {}
      void operator()(const ast::String&) const {}
      void operator()(const ast::Bool&) const {}
      void operator()(const ast::None&) const {}
      void operator()(const ast::Error&) const {}
      void operator()(const ast::Ref& r) const {
        w.read_.insert(r.name);
        if (!names.contains(r.name) && !w.known_(r.name)) w.unknown_(r.name, span);
      }
      void operator()(const ast::Member& m) const { maybe(m.object); }
      void operator()(const ast::Call& c) const {
        maybe(c.callee);
        for (const ast::Arg& arg : c.args) maybe(arg.value);
      }
      void operator()(const ast::Index& i) const {
        maybe(i.object);
        for (const ast::Subscript& s : i.subscripts) {
          if (const auto* one = std::get_if<ast::ExprPtr>(&s))
            maybe(*one);
          else
            for (const ast::ExprPtr* part :
                 {&std::get<ast::Slice>(s).begin, &std::get<ast::Slice>(s).end, &std::get<ast::Slice>(s).step})
              maybe(*part);
        }
      }
      void operator()(const ast::Unary& u) const { maybe(u.operand); }
      void operator()(const ast::Binary& b) const {
        maybe(b.left);
        maybe(b.right);
      }
      void operator()(const ast::Conditional& c) const {
        maybe(c.then);
        maybe(c.condition);
        maybe(c.otherwise);
      }
      void operator()(const ast::Lambda& l) const {
        Names inner = names;
        for (const ast::Name& name : l.params) inner.insert(name.text);
        w.expression(*l.body, inner);
      }
      void operator()(const ast::List& l) const { each(l.items); }
      void operator()(const ast::Tuple& t) const { each(t.items); }
      void operator()(const ast::Record& r) const {
        for (const ast::Field& field : r.fields) maybe(field.value);
      }
      void operator()(const ast::Comprehension& c) const {
        maybe(c.source);
        Names inner = names;
        for (const ast::Name& name : c.targets) inner.insert(name.text);
        w.expression(*c.item, inner);
        if (c.condition) w.expression(*c.condition, inner);
      }
    };
    std::visit(Visit{*this, names, e.span}, e.node);
  }

 private:
  std::function<void(const std::string&, Span)> unknown_;
  std::function<bool(const std::string&)> known_;
  std::function<void(const ast::Name&)> unread_;
  Names read_;  ///< in the body that is walked
};

}  // namespace

void Elaborator::check_names(const File& file) {
  const auto known = [&](const std::string& name) {
    if (Binding* binding = file.scope->find(name)) {
      binding->used = true;
      return true;
    }
    return name == "step" || name == "update" || catalog_.find(name) != nullptr;
  };
  const auto unknown = [&](const std::string& name, Span span) { report_unknown_name(name, span, file.scope); };
  const auto unread = [&](const ast::Name& name) { unread_.emplace_back(name, "value"); };
  Walk walk(unknown, known, unread);
  for (const ast::Item& item : file.tree.items) {
    if (const auto* function = std::get_if<ast::Function>(&item)) walk.body(function->body, function->params, {});
    const auto* module = std::get_if<ast::Module>(&item);
    if (module == nullptr) continue;
    Names names{"self"};
    for (const ast::Param& param : module->params) names.insert(param.name.text);
    for (const ast::Line& line : module->lines)
      names.insert(line.names.empty() ? line.keyword.text : line.names[0].text);
    for (const ast::Function& function : module->functions) names.insert(function.name.text);
    if (module->composition) walk.expression(*module->composition, names);
    for (const ast::Line& line : module->lines)
      if (line.value) walk.expression(*line.value, names);
    for (const ast::Function& function : module->functions) walk.body(function.body, function.params, names);
  }
}

}  // namespace mlo::sema
