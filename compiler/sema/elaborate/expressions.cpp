// Expressions: literals, names, members, comprehensions.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
Value Elaborator::evaluate(const ast::Expr& expression, const ScopePtr& scope) {
  const Nested nested(limits_, expression.span);
  if (!may_go_deeper() || !spend(1)) return {};
  struct Evaluate {
    Elaborator& e;
    const ScopePtr& scope;
    Span span;
    Value operator()(const ast::Number& n) const { return n.integer ? Value{n.integer_value} : Value{n.value}; }
    Value operator()(const ast::String& s) const { return {s.value}; }
    Value operator()(const ast::Bool& b) const { return {b.value}; }
    Value operator()(const ast::None&) const { return {std::monostate{}}; }
    Value operator()(const ast::Ref& r) const { return e.read_name(r.name, span, scope); }
    Value operator()(const ast::Member& m) const { return e.member(e.evaluate(*m.object, scope), m.name, span); }
    Value operator()(const ast::Call& c) const { return e.call(c, span, scope); }
    Value operator()(const ast::Index& i) const { return e.index(i, span, scope); }
    Value operator()(const ast::Unary& u) const { return e.unary(u, span, scope); }
    Value operator()(const ast::Binary& b) const { return e.binary(b, span, scope); }
    Value operator()(const ast::Conditional& c) const {
      const Value condition = e.evaluate(*c.condition, scope);
      if (condition.unknown()) return {};
      if (const bool* b = condition.as<bool>()) return e.evaluate(*b ? *c.then : *c.otherwise, scope);
      Diagnostic& d =
          e.error("MLO0315", c.condition->span, "the condition of `if` must be a constant `true` or `false`");
      d.at("this is " + describe(condition));
      if (condition.is_tensor()) d.with_help("for a choice in each entry write `where(condition, a, b)`");
      return {};
    }
    Value operator()(const ast::Lambda& l) const {
      Closure closure;
      closure.lambda_params = &l.params;
      closure.lambda_body = l.body.get();
      closure.scope = scope;
      closure.span = span;
      return {std::make_shared<const Closure>(std::move(closure))};
    }
    Value items(const std::vector<ast::ExprPtr>& list, bool tuple) const {
      Values out;
      for (const auto& item : list) out.push_back(e.evaluate(*item, scope));
      if (std::any_of(out.begin(), out.end(), [](const Value& v) { return v.unknown(); })) return {};
      return list_value(std::move(out), tuple);
    }
    Value operator()(const ast::List& l) const { return items(l.items, false); }
    Value operator()(const ast::Tuple& t) const { return items(t.items, true); }
    Value operator()(const ast::Record& r) const {
      RecordValue record;
      for (const ast::Field& field : r.fields)
        record.fields.emplace_back(field.name.text, e.evaluate(*field.value, scope));
      for (const auto& [name, value] : record.fields) record.depth = std::max(record.depth, value.depth() + 1);
      return {std::make_shared<const RecordValue>(std::move(record))};
    }
    Value operator()(const ast::Comprehension& c) const { return e.comprehension(c, scope); }
    Value operator()(const ast::Error&) const { return {}; }
  };
  return no_deeper(std::visit(Evaluate{*this, scope, expression.span}, expression.node));
}

Value Elaborator::read_name(const std::string& name, Span span, const ScopePtr& scope) {
  if (Binding* binding = scope->find(name)) {
    const bool hides = scope->find_hidden(name) != nullptr || catalog_.find(name) != nullptr;
    if (!binding->working || !hides) return force(*binding, name, span);
    binding->used = true;
    if (!hiding_.insert(binding).second) return {};
    error("MLO0206", span, fmt::format("`{}` is defined by itself: the line hides the `{}` that is meant", name, name))
        .label(binding->span, "hides it")
        .with_help("give this line another name");
    return {};
  }
  if (name == "step" || name == "update") return counter(name, span);
  if (const Builtin* builtin = catalog_.find(name)) return {builtin};
  report_unknown_name(name, span, scope);
  return {};
}

/// `step` and `update`, which the run counts.
Value Elaborator::counter(const std::string& name, Span span) {
  const bool step = name == "step";
  if (!can_read_tensors(span, fmt::format("`{}` is counted during the run", name).c_str())) return {};
  if (!step || !context_.outside) return {context_.block->counter(step ? 0 : 1, origin(span))};
  error("MLO0308", span, "`step` counts the steps of a problem, and this line belongs to none")
      .with_help("it can stand in the lines of a problem; `update` counts the updates of the run");
  return {};
}

/// A name and what is read of it: `nn.functional.relu`, of the span of `nn`.
Span Elaborator::with_members(Span name) const {
  const std::string_view text = sources_.file(name.file).text();
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
  while (name.end < text.size() && is_part(text[name.end])) ++name.end;
  return name;
}

/// Whether the module of the problem that the expression stands in has a part of that name.
bool Elaborator::has_own_part(const std::string& name) const {
  const ProblemId problem = context_.block ? context_.block->self() : nothing;
  if (problem == nothing || !roots_[problem]) return false;
  const auto& members = roots_[problem]->members;
  return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == name; });
}

void Elaborator::report_unknown_name(const std::string& name, Span span, const ScopePtr& scope) {
  static constexpr std::pair<BuiltinKind, const char*> elsewhere[] = {
      {BuiltinKind::optimizer, "an optimizer, which stands behind `optimizer =`"},
      {BuiltinKind::scheduler, "a scheduler, which stands behind `scheduler =`"},
      {BuiltinKind::clip, "a clip, which stands behind `clip =`"},
      {BuiltinKind::constraint, "a constraint, which stands behind `constraint =`"},
      {BuiltinKind::method, "a method, which stands behind `via`"}};
  std::vector<std::string> candidates = catalog_.names(BuiltinKind::function);
  scope->collect(candidates);
  if (meant_names_.contains(name) || (names_hidden_ && !did_you_mean(name, candidates))) return;
  if (!unknown_names_.insert({span.file, span.begin}).second) return;  // a function that is called once more
  if (refuse_comment(span)) return;
  Diagnostic& diagnostic = error("MLO0201", span, fmt::format("there is no `{}` here", name));
  if (name == "self") {
    diagnostic.with_help("`self` is the problem, or the module, that a line stands in; this line stands in neither");
    return;
  }
  for (const auto& [kind, what] : elsewhere)
    if (catalog_.find(kind, name) != nullptr) {
      diagnostic.with_help(fmt::format("`{}` is {}", name, what));
      return;
    }
  if (has_own_part(name)) {
    diagnostic.with_help(fmt::format("a part of the problem's own module is read as `self.{}`", name))
        .with_fix(span, "self." + name);
    return;
  }
  static const std::set<std::string> libraries = {"torch", "F", "nn", "optim", "np", "numpy", "jnp", "jax", "math"};
  if (libraries.contains(name)) {
    diagnostic.with_help(fmt::format("functions stand by their own names: `exp(x)`, not `{}.exp(x)`", name));
    const Span whole = with_members(span);
    const std::string path = source_text(whole), last = path.substr(path.rfind('.') + 1);
    const auto ours = catalog_.find(last) ? std::optional(last) : did_you_mean(last, candidates);
    if (ours) diagnostic.with_help(fmt::format("write `{}`", *ours)).with_fix(whole, *ours);
    return;
  }
  if (const auto module = library_with(name)) {
    diagnostic.with_help(fmt::format("import it: `use {} {{ {} }}`", *module, name));
    return;
  }
  suggest(diagnostic, span, name, candidates);
  if (!diagnostic.help.empty()) return;
  if (scope == builtin_scope_)
    diagnostic.with_help("an option stands for itself and reads no other name; compute with it in a `let`");
  else
    diagnostic.with_help("names here: " + names_here(scope));
}

/// Works names out where they are introduced, which is no reading of them: a mistake in what nothing reads is a
/// mistake.
void Elaborator::work_out(Scope& scope, const std::vector<ast::Name>& names) {
  for (const ast::Name& name : names)
    if (Binding* binding = scope.find_here(name.text)) {
      const bool used = binding->used;
      force(*binding, name.text, name.span);
      binding->used = used;
    }
}

Value Elaborator::force(Binding& binding, const std::string& name, Span span) {
  binding.used = true;
  const Block* key = binding.constant || !context_.block ? nullptr : &context_.block->block();
  if (const auto it = binding.known.find(key); it != binding.known.end()) return it->second;
  if (binding.working) {
    error("MLO0206", span, fmt::format("`{}` is defined by itself", name))
        .label(binding.span, "its definition reads it")
        .with_help("break the cycle: a name's value cannot depend on that value");
    return {};
  }
  binding.working = true;
  Value value = binding.work();
  binding.working = false;
  binding.known.emplace(key, value);
  return value;
}

Value Elaborator::member(const Value& object, const ast::Name& name, Span span) {
  if (object.unknown()) return {};
  if (const auto instance = as_instance(object, span)) return instance_member(*instance, name, span);
  if (const auto* env = object.as<EnvName>()) return env_field(env->id, name, span);
  if (const auto* file = object.as<FileName>()) {
    File& imported = *files_[file->file];
    if (Binding* binding = imported.scope->find_here(name.text)) return force(*binding, name.text, name.span);
    std::vector<std::string> names;
    for (const auto& [text, binding] : imported.scope->here()) names.push_back(text);
    suggest(error("MLO0207", name.span, fmt::format("`{}` defines no `{}`", imported.path, name.text)), name.span,
            name.text, names);
    return {};
  }
  if (const RecordValue* record = object.record()) {
    std::vector<std::string> names;
    for (const auto& [text, value] : record->fields) {
      if (text == name.text) return value;
      names.push_back(text);
    }
    suggest(error("MLO0207", name.span, fmt::format("this record has no field `{}`", name.text)), name.span, name.text,
            names);
    return {};
  }
  Diagnostic& diagnostic = error("MLO0207", name.span, fmt::format("{} has no `.{}`", describe(object), name.text));
  const std::string instead = object.is_tensor() ? instead_of_member(name.text) : "";
  diagnostic.with_help(instead.empty() ? "a dot reaches into problems, modules, envs, records and imported files"
                                       : fmt::format("write `{}`", instead));
  return {};
}

/// For those who write `x.mean()`: the function that does it; nothing where there is none.
std::string Elaborator::instead_of_member(const std::string& name) const {
  if (name == "T") return "transpose(x, 0, 1)";
  if (name == "shape") return "size(x, dim)";
  if (name == "view") return "reshape(x, shape)";
  const Builtin* builtin = catalog_.find(BuiltinKind::function, name);
  return builtin == nullptr ? "" : name + (builtin->signature.parameters.size() > 1 ? "(x, ...)" : "(x)");
}

Values Elaborator::destructure(const Value& value, const std::vector<ast::Name>& names, Span span, const char* what) {
  Values out(names.size());
  if (value.unknown()) return out;
  if (names.size() == 1 && !value.list()) return {value};
  const ListValue* list = value.list();
  if (list == nullptr || list->items.size() != names.size()) {
    const std::size_t have = list ? list->items.size() : 1;
    names_hidden_ |= have > names.size();
    error("MLO0310", span,
          fmt::format("{} name{} for {} of {}", names.size(), names.size() == 1 ? "" : "s", what, have))
        .at(fmt::format("gives {} {}", have, have == 1 ? "value" : "values"))
        .with_help(value.as<DataRef>()
                       ? "parts of a dataset are named by `data`, as in `data train, valid = split(...)`"
                       : fmt::format("write {} {} before `=`", have, have == 1 ? "name" : "names"));
    return out;
  }
  return list->items;
}

Value Elaborator::comprehension(const ast::Comprehension& node, const ScopePtr& scope) {
  const auto items = iterate(evaluate(*node.source, scope), node.source->span);
  if (!items) return {};
  Values out;
  for (const Value& item : *items) {
    auto inner = new_scope(scope);
    const Values parts = destructure(item, node.targets, node.source->span, "an item");
    for (std::size_t i = 0; i < node.targets.size(); ++i)
      inner->add(node.targets[i].text, node.targets[i].span, parts[i]);
    if (node.condition) {
      const Value keep = evaluate(*node.condition, inner);
      if (keep.unknown()) return {};
      const bool* b = keep.as<bool>();
      if (b == nullptr) {
        error("MLO0315", node.condition->span, "the condition must be a constant `true` or `false`")
            .at("this is " + describe(keep));
        return {};
      }
      if (!*b) continue;
    }
    out.push_back(evaluate(*node.item, inner));
  }
  return list_value(std::move(out));
}

}  // namespace mlo::sema
