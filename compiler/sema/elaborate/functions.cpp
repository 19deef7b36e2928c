// Functions of the program behind `scheduler`, `clip` and `constraint`, as flat programs of their own.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

const char* field_of(BuiltinKind kind) {
  return kind == BuiltinKind::scheduler ? "scheduler" : kind == BuiltinKind::clip ? "clip" : "constraint";
}

/// Whether a result stands for each of `count` tensors.
bool gives_each(const Argument& result, std::size_t count) {
  const auto is_tensor = [](const Argument& a) { return a.node() != nullptr; };
  const Arguments* list = result.list();
  if (list == nullptr) return count == 1 && is_tensor(result);
  return list->size() == count && std::all_of(list->begin(), list->end(), is_tensor);
}

}  // namespace

/// A lambda, or the name of a function of the program. What the field's own list has is looked up there first.
std::optional<Value> Elaborator::own_function(const ast::Expr& value, BuiltinKind kind, const ScopePtr& scope) {
  if (const auto* ref = std::get_if<ast::Ref>(&value.node)) {
    Binding* binding = catalog_.find(kind, ref->name) ? nullptr : scope->find(ref->name);
    if (binding == nullptr) return std::nullopt;
    Value found = force(*binding, ref->name, value.span);
    if (found.closure()) return found;
    return std::nullopt;
  }
  if (!std::get_if<ast::Lambda>(&value.node)) return std::nullopt;
  return evaluate(value, scope);
}

/// A scheduler is called with the number of steps so far; a clip with all gradients, one tensor where there is one,
/// else a list; a constraint with each parameter by itself.
FunctionDef Elaborator::function_of(const Value& function, BuiltinKind kind, std::size_t parameters, Span span) {
  FunctionDef def;
  def.origin = origin(span);
  BlockBuilder builder(def.body);
  Context inner = context_;
  inner.block = &builder;
  inner.draws_allowed = true;  // found out below, with better words
  With with(*this, std::move(inner));
  Value given;
  if (kind == BuiltinKind::scheduler)
    given = {builder.counter(2, def.origin)};
  else if (parameters == 1)
    given = {builder.argument(0, def.origin)};
  else {
    Values all;
    for (std::uint32_t i = 0; i < parameters; ++i) all.push_back({builder.argument(i, def.origin)});
    given = list_value(std::move(all));
  }
  const Value result = apply(function, {{std::nullopt, given, span}}, span, span);
  if (const auto argument = result.unknown() ? std::nullopt : to_argument(result)) def.result = *argument;
  return def;
}

bool Elaborator::reads_no_data(const FunctionDef& def, const char* field, Span span) {
  const bool scheduler = std::string(field) == "scheduler";
  for (const Node& node : def.body.nodes) {
    const bool draws = node.builtin != nullptr && (node.builtin->draws || node.builtin->by_mode);
    const bool data = node.kind == Node::Kind::batch || node.kind == Node::Kind::env;
    const bool trained = scheduler && node.kind == Node::Kind::parameter;
    if (!draws && !data && !trained) continue;
    Diagnostic& d = error("MLO0308", span,
                          fmt::format("a function for `{}` reads {}", field,
                                      draws     ? "random numbers"
                                      : trained ? "parameters"
                                                : "data"));
    d.label(program_.origins[node.origin].span, "read here");
    d.with_help(scheduler
                    ? "it is a function of the number of steps alone; a rate that is learned is an argument of the "
                      "optimizer: `lr = ...`"
                    : "it is a function of the tensors that it is called with");
    return false;
  }
  return true;
}

std::optional<FunctionDef> Elaborator::field_function(const Problem& problem, const ast::Line& line, BuiltinKind kind,
                                                      const ScopePtr& scope) {
  const char* field = field_of(kind);
  const Span span = line.value->span;
  const auto function = own_function(*line.value, kind, scope);
  if (!function) return field_call(*line.value, kind, field, scope);
  const std::size_t count = kind == BuiltinKind::clip ? program_.structures[problem.structure].parameters.size() : 1;
  const std::size_t errors = diagnostics_.error_count();
  FunctionDef def = function_of(*function, kind, count, span);
  if (diagnostics_.error_count() != errors || !reads_no_data(def, field, span)) return std::nullopt;
  if (gives_each(def.result, count)) return def;
  const std::string what = kind == BuiltinKind::clip ? "gradient" : "parameter";
  error("MLO0301", span, fmt::format("a function for `{}` gives a tensor for each {}", field, what))
      .at(count == 1 ? "it is called with one tensor" : fmt::format("it is called with a list of {} tensors", count))
      .with_help(count == 1 ? fmt::format("for instance `{0} => 0.5 * {0}`", what[0])
                            : fmt::format("for instance `{0}s => [0.5 * {0} for {0} in {0}s]`", what[0]));
  return std::nullopt;
}

}  // namespace mlo::sema
