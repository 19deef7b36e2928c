// Calls of functions of the program, and who answers a call.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

constexpr int deepest_call = 100;

/// `f >> g` of functions, which have no parameters: it can be called where it stands.
const CompositionRecipe* functions_alone(const Value& value) {
  const Recipe* recipe = value.recipe();
  const auto* chain = recipe ? std::get_if<CompositionRecipe>(&recipe->kind) : nullptr;
  const auto is_function = [](const Value& stage) {
    const auto* builtin = stage.as<const Builtin*>();
    return stage.closure() != nullptr || (builtin && (*builtin)->kind == BuiltinKind::function);
  };
  return chain && std::all_of(chain->stages.begin(), chain->stages.end(), is_function) ? chain : nullptr;
}

}  // namespace

Value Elaborator::call(const ast::Call& node, Span span, const ScopePtr& scope) {
  const Value callee = evaluate(*node.callee, scope);
  const auto* intrinsic = callee.as<IntrinsicName>();
  if (intrinsic && (intrinsic->name == "training" || intrinsic->name == "evaluation") && node.args.size() == 1) {
    Context inner = context_;
    inner.mode = intrinsic->name == "training" ? Mode::training : Mode::evaluation;
    With with(*this, std::move(inner));
    return evaluate(*node.args[0].value, scope);
  }
  const auto* builtin = callee.as<const Builtin*>();
  if (builtin && refuse_equality(node, (*builtin)->signature)) return {};
  CallArguments arguments;
  bool unknown = callee.unknown();
  for (const ast::Arg& arg : node.args) {
    arguments.push_back({arg.name, evaluate(*arg.value, scope), arg.value->span});
    unknown |= arguments.back().value.unknown();
  }
  return unknown ? Value{} : apply(callee, arguments, span, node.callee->span);
}

Value Elaborator::apply(const Value& callee, const CallArguments& arguments, Span span, Span callee_span) {
  if (callee.unknown()) return {};
  if (const auto* builtin = callee.as<const Builtin*>()) return apply_builtin(**builtin, arguments, span);
  if (const auto* intrinsic = callee.as<IntrinsicName>()) return apply_intrinsic(intrinsic->name, arguments, span);
  if (const Closure* closure = callee.closure()) return apply_closure(*closure, arguments, span);
  if (const auto instance = as_instance(callee, callee_span)) return apply_instance(*instance, arguments, span);
  if (const auto* module = callee.as<ModuleName>()) {
    auto scope = new_scope(module->scope);
    const std::string what = "the module `" + module->module->name.text + "`";
    if (!bind_params(module->module->params, arguments, span, what, scope, module->scope)) return {};
    return {std::make_shared<const Recipe>(Recipe{BlockRecipe{module->module, scope}, origin(span)})};
  }
  if (const CompositionRecipe* chain = functions_alone(callee)) {
    CallArguments flowing = arguments;
    for (const Value& stage : chain->stages) flowing = {{{}, apply(stage, flowing, span, callee_span), span}};
    return flowing[0].value;
  }
  Diagnostic& diagnostic = error("MLO0306", callee_span, fmt::format("{} cannot be called", describe(callee)));
  if (callee.recipe())
    diagnostic.with_help(
        "a module expression is a recipe without parameters; name it as a sub-module, a problem's module, or in a "
        "`let` "
        "outside of problems (a frozen module), and call that");
  else if (callee.as<EnvTemplate>())
    diagnostic.with_help("an env is declared, `env task = ...`, and its fields are read: `task.support`");
  else
    diagnostic.with_help("functions, modules and problems can be called");
  return {};
}

Value Elaborator::apply_closure(const Closure& closure, const CallArguments& arguments, Span span) {
  const auto same = [&](const Closure* other) {
    const auto part = [](const Closure& c) { return c.self ? c.self->part.get() : nullptr; };
    return other == &closure || (closure.body && other->body == closure.body && part(*other) == part(closure));
  };
  if (std::any_of(calling_.begin(), calling_.end(), same) || context_.depth > deepest_call) {
    error("MLO0210", span, (closure.name.empty() ? "this function" : "`" + closure.name + "`") + " calls itself")
        .label(closure.span, "defined here")
        .with_help("functions are inlined, so recursion has no end; use a comprehension or `fold`");
    return {};
  }
  auto scope = new_scope(closure.scope);
  if (closure.lambda_params) {
    if (arguments.size() != closure.lambda_params->size()) {
      error("MLO0304", span,
            fmt::format("{} arguments for a lambda of {}", arguments.size(), closure.lambda_params->size()))
          .label(closure.span, "the lambda")
          .with_help("give it as many names before `=>` as it is called with");
      return {};
    }
    for (std::size_t i = 0; i < arguments.size(); ++i)
      scope->add((*closure.lambda_params)[i].text, (*closure.lambda_params)[i].span, arguments[i].value);
  } else if (!bind_params(*closure.params, arguments, span, "`" + closure.name + "`", scope, closure.scope)) {
    return {};
  }
  ShapeRule rule = shape_rule(closure, scope, span);
  Context inner = context_;
  inner.caller = origin(span);
  ++inner.depth;
  if (closure.self) inner.self = closure.self.get();
  With with(*this, std::move(inner));
  calling_.push_back(&closure);
  Value out = closure.lambda_body ? evaluate(*closure.lambda_body, scope) : run_body(*closure.body, scope);
  calling_.pop_back();
  keep_shape_rule(std::move(rule), closure, out, scope);
  return out;
}

Value Elaborator::run_body(const ast::Body& body, const ScopePtr& scope) {
  for (const ast::Let& let : body.lets)
    declare_names(
        *scope, ast::Line{{"let", let.span}, let.names, nullptr, "", let.span},
        [this, &let, scope] { return evaluate(*let.value, scope); }, "let");
  return evaluate(*body.result, scope);
}

bool Elaborator::bind_params(const std::vector<ast::Param>& params, const CallArguments& arguments, Span span,
                             const std::string& what, const ScopePtr& into, const ScopePtr& defaults) {
  std::vector<const CallArgument*> given(params.size(), nullptr);
  std::size_t next = 0;
  std::vector<std::string> names;
  for (const ast::Param& param : params) names.push_back(param.name.text);
  for (const CallArgument& argument : arguments) {
    std::size_t slot = next;
    if (argument.name) {
      slot = static_cast<std::size_t>(std::find(names.begin(), names.end(), argument.name->text) - names.begin());
      if (slot == names.size()) {
        Diagnostic& d =
            error("MLO0302", argument.name->span, fmt::format("{} has no parameter `{}`", what, argument.name->text));
        suggest(d, argument.name->span, argument.name->text, names);
        if (d.help.empty()) d.with_help(fmt::format("its parameters: {}", fmt::join(names, ", ")));
        return false;
      }
    } else if (slot >= params.size()) {
      error("MLO0304", argument.span,
            fmt::format("{} takes {} argument{}", what, params.size(), params.size() == 1 ? "" : "s"))
          .with_help(params.empty() ? "call it with `()`" : fmt::format("its parameters: {}", fmt::join(names, ", ")));
      return false;
    } else {
      ++next;
    }
    if (given[slot]) {
      error("MLO0304", argument.span, fmt::format("`{}` is given twice", names[slot]))
          .label(given[slot]->span, "first here")
          .with_help("keep one of the two");
      return false;
    }
    given[slot] = &argument;
  }
  for (std::size_t i = 0; i < params.size(); ++i) {
    const ast::Param& param = params[i];
    if (given[i]) {
      const bool fits = check_param_type(param, given[i]->value, given[i]->span);
      into->add(param.name.text, param.name.span, fits ? given[i]->value : Value{});
    } else if (param.default_value) {
      into->add(param.name.text, param.name.span,
                [this, &param, defaults] { return evaluate(*param.default_value, defaults); });
    } else {
      error("MLO0303", span, fmt::format("{} needs `{}`", what, param.name.text))
          .label(param.name.span, "declared here");
      return false;
    }
  }
  return true;
}

bool Elaborator::check_param_type(const ast::Param& param, const Value& value, Span span) {
  if (!param.type || value.unknown()) return true;
  const std::string& word = param.type->word;
  bool fits = true;
  if (word.empty())
    fits = value.is_tensor() || value.is_number();
  else if (word == "int")
    fits = value.as<std::int64_t>() != nullptr;
  else if (word == "float")
    fits = value.is_number();
  else if (word == "bool")
    fits = value.as<bool>() != nullptr;
  else if (word == "string")
    fits = value.as<std::string>() != nullptr;
  else if (word == "tensor")
    fits = value.is_tensor() || value.is_number();
  else if (word == "list")
    fits = value.list() != nullptr || value.as<RangeValue>() != nullptr;
  else if (word == "data")
    fits = value.as<DataRef>() != nullptr;
  else if (word == "module")
    fits = value.recipe() || value.as<Instance>() || value.as<ProblemName>() || value.as<const Builtin*>() ||
           value.closure();
  else {
    suggest(error("MLO0301", param.type->span, fmt::format("there is no type `{}`", word))
                .with_help("types: int, float, bool, string, tensor, list, data, module, or a shape such as [B, 3]"),
            param.type->span, word, {"int", "float", "bool", "string", "tensor", "list", "data", "module"});
    return false;
  }
  if (fits) return true;
  const std::string wanted = word.empty() ? "tensor" : word;
  error("MLO0301", span, fmt::format("`{}` must be {} `{}`", param.name.text, word == "int" ? "an" : "a", wanted))
      .at("this is " + describe(value))
      .label(param.name.span, "declared here");
  return false;
}

}  // namespace mlo::sema
