// Envs: data drawn jointly for several problems. Each is a block of its own; who reads it gets its outputs by number.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// Every tensor in a value, with the path that leads to it.
void flatten(const Value& value, const std::string& path, std::vector<std::pair<std::string, Value>>& out) {
  const auto below = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
  if (const ListValue* list = value.list()) {
    for (std::size_t i = 0; i < list->items.size(); ++i) flatten(list->items[i], below(std::to_string(i)), out);
  } else if (const RecordValue* record = value.record()) {
    for (const auto& [name, item] : record->fields) flatten(item, below(name), out);
  } else if (value.is_tensor()) {
    out.emplace_back(path, value);
  }
}

}  // namespace

void Elaborator::declare_env(File& file, const ast::Env& item) {
  const ScopePtr scope = file.scope;
  if (!item.params.empty()) {
    define(
        *scope, item.name,
        [&item, scope] {
          return Value{EnvTemplate{&item, scope}};
        },
        true);
    return;
  }
  define(
      *scope, item.name,
      [this, &item, scope]() -> Value {
        if (item.value) {
          const auto env = env_from_call(*item.value, item.name.text, scope);
          return env ? Value{EnvName{*env}} : Value{};
        }
        return {EnvName{make_env(item, item.name.text, scope, item.name.span)}};
      },
      true);
}

std::optional<EnvId> Elaborator::env_from_call(const ast::Expr& value, const std::string& name, const ScopePtr& scope) {
  const auto* call = std::get_if<ast::Call>(&value.node);
  Context outside;
  outside.caller = context_.caller;
  With with(*this, std::move(outside));
  const Value callee = call ? evaluate(*call->callee, scope) : evaluate(value, scope);
  if (callee.unknown()) return std::nullopt;
  const auto* wanted = callee.as<EnvTemplate>();
  if (call == nullptr || wanted == nullptr) {
    error("MLO0301", value.span, "an env is taken from an env with parameters")
        .at("this is " + describe(callee))
        .with_help("for instance `env task = Episodes(characters, ways, shots)`, or write a block `env task { ... }`");
    return std::nullopt;
  }
  CallArguments arguments;
  for (const ast::Arg& arg : call->args) {
    arguments.push_back({arg.name, evaluate(*arg.value, scope), arg.value->span});
    if (arguments.back().value.unknown()) return std::nullopt;
  }
  auto inner = new_scope(wanted->scope);
  if (!bind_params(wanted->env->params, arguments, value.span, "the env `" + wanted->env->name.text + "`", inner,
                   wanted->scope))
    return std::nullopt;
  context_.caller = origin(value.span);
  return make_env(*wanted->env, name, inner, value.span);
}

EnvId Elaborator::make_env(const ast::Env& item, const std::string& name, const ScopePtr& scope, Span span) {
  const auto id = static_cast<EnvId>(program_.envs.size());
  program_.envs.emplace_back();
  env_fields_.emplace_back();
  env_items_.push_back(&item);
  Env env;
  env.name = name;
  env.span = span;
  BlockBuilder builder(env.block);
  Context inner = context_;
  inner.block = &builder;
  inner.draws_allowed = true;  // also where a `let` outside of problems is the first to read the env
  inner.constant = nullptr;
  inner.outside = true;
  const ScopePtr names = block_scope(item.lines, scope, "an env");
  std::vector<std::pair<std::string, Value>> fields;
  {
    With with(*this, std::move(inner));
    for (const ast::Line& line : item.lines) {
      const std::string& word = line.keyword.text;
      if (word == "hold") {
        if (const auto hold = constant_integer(line, scope, 1)) env.hold = *hold;
      } else if (word == "let") {
        work_out(*names, line.names);
      } else if (!line.names.empty()) {
        error("MLO0202", line.keyword.span, fmt::format("an env has no line `{}`", word))
            .with_help("its lines are `let name = ...`, fields `name = ...` and `hold = n`");
      } else if (line.value && names->find_here(word)->span != line.keyword.span) {
        error("MLO0203", line.keyword.span, fmt::format("`{}` is defined twice", word))
            .label(names->find_here(word)->span, "first here")
            .with_help("rename one of them");
      } else if (line.value) {
        context_.line = word;
        fields.emplace_back(word, evaluate(*line.value, names));
      }
    }
  }
  note_unread(item.lines, *names);
  std::vector<std::pair<std::string, Value>> leaves;
  for (const auto& [field, value] : fields) flatten(value, field, leaves);
  for (auto& [path, value] : leaves) env.outputs.push_back({path, *to_argument(value)});
  if (fields.empty())
    error("MLO0208", item.name.span, "this env has no field")
        .with_help("a field is a line `name = ...`; problems read it as `env.name`");
  program_.envs[id] = std::move(env);
  env_fields_[id] = std::move(fields);
  return id;
}

Value Elaborator::env_field(EnvId env, const ast::Name& name, Span span) {
  std::vector<std::string> names;
  for (const auto& [field, value] : env_fields_[env]) {
    names.push_back(field);
    if (field != name.text) continue;
    if (!can_read_tensors(span, "what an env draws is no constant")) return {};
    // The same shape of lists, its tensors read from the env.
    const auto read = [&](const auto& self, const Value& v, const std::string& path) -> Value {
      if (const ListValue* list = v.list()) {
        Values items;
        for (std::size_t i = 0; i < list->items.size(); ++i)
          items.push_back(self(self, list->items[i], path + "." + std::to_string(i)));
        return list_value(std::move(items), list->tuple);
      }
      if (const RecordValue* record = v.record()) {
        RecordValue out;
        for (const auto& [key, item] : record->fields) out.fields.emplace_back(key, self(self, item, path + "." + key));
        return {std::make_shared<const RecordValue>(std::move(out))};
      }
      if (!v.is_tensor()) return v;
      const auto& outputs = program_.envs[env].outputs;
      for (std::uint32_t i = 0; i < outputs.size(); ++i)
        if (outputs[i].path == path) return {context_.block->env(env, i, origin(span))};
      return {};
    };
    return read(read, value, field);
  }
  if (names.empty()) return {};  // it has no fields at all: reported there
  Diagnostic& d =
      error("MLO0207", name.span, fmt::format("the env `{}` has no field `{}`", program_.envs[env].name, name.text));
  for (const ast::Line& line : env_items_[env]->lines)
    for (const ast::Name& introduced : line.names)
      if (introduced.text == name.text) {
        d.label(introduced.span, "a name that the env keeps for itself");
        d.with_help("what problems read is a field, a line without `let`");
        return {};
      }
  suggest(d, name.span, name.text, names);
  if (d.help.empty()) d.with_help(fmt::format("its fields: {}", fmt::join(names, ", ")));
  return {};
}

void Elaborator::match_outputs(Env& replacement, const Env& original, Span span) {
  std::vector<EnvOutput> ordered;
  for (const EnvOutput& wanted : original.outputs) {
    const auto same = [&](const EnvOutput& output) { return output.path == wanted.path; };
    const auto it = std::find_if(replacement.outputs.begin(), replacement.outputs.end(), same);
    if (it == replacement.outputs.end()) {
      error("MLO0207", span, fmt::format("this env has no `{}`, and stands in for one that has", wanted.path))
          .label(original.span, fmt::format("`{}` is declared here", original.name))
          .with_help("an env that stands in for another has the same fields");
      return;
    }
    ordered.push_back(*it);
  }
  replacement.outputs = std::move(ordered);
}

}  // namespace mlo::sema
