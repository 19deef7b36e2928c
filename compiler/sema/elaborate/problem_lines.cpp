// The lines of a problem, one function each.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// A tensor or a number for each parameter.
bool is_start(const Argument& start) {
  const auto is_tensor = [](const Argument& a) { return a.node() != nullptr || a.is_number(); };
  const Arguments* list = start.list();
  return list == nullptr ? is_tensor(start) : std::all_of(list->begin(), list->end(), is_tensor);
}

}  // namespace

std::optional<std::int64_t> Elaborator::constant_integer(const ast::Line& line, const ScopePtr& scope, std::int64_t low,
                                                         std::int64_t high) {
  if (!line.value) return std::nullopt;
  const Value value = evaluate(*line.value, scope);
  if (value.unknown()) return std::nullopt;
  const auto* number = value.as<std::int64_t>();
  if (number == nullptr) {
    Diagnostic& d =
        error("MLO0301", line.value->span, fmt::format("`{}` is a constant whole number", line.keyword.text));
    d.at("this is " + describe(value));
    const auto* real = value.as<double>();
    if (real && std::abs(*real) < 1e15 && *real == std::floor(*real)) {
      const std::string whole = fmt::format("{:.0f}", *real);
      d.with_help(fmt::format("write `{}`", whole));
      if (std::get_if<ast::Number>(&line.value->node)) d.with_fix(line.value->span, whole);
    }
    const auto* quotient = std::get_if<ast::Binary>(&line.value->node);
    if (quotient && quotient->op == ast::BinaryOp::divide)
      d.with_help("`//` divides whole numbers").with_fix(quotient->op_span, "//");
    return std::nullopt;
  }
  if (*number < low || *number > high) {
    const std::string rule = *number < low ? fmt::format("at least {}", low) : fmt::format("at most {}", high);
    error("MLO0305", line.value->span, fmt::format("`{}` must be {}", line.keyword.text, rule))
        .at(fmt::format("this is {}", *number));
    return std::nullopt;
  }
  return *number;
}

std::optional<NodeId> Elaborator::scalar_node(const Value& value, Span span, const char* what) {
  if (value.unknown()) return std::nullopt;
  if (const auto* node = value.as<NodeRef>()) return node->id;
  Diagnostic& d = error("MLO0311", span, fmt::format("{} is a number that is computed from tensors", what));
  d.at("this is " + describe(value));
  if (value.is_number()) d.with_help("a constant has no derivative: nothing would be learned");
  if (value.as<ProblemName>() || value.as<Instance>())
    d.with_help("a module is read by a call: `x()` for a tensor that is trained, `x(input)` for a network");
  if (value.list() || value.record()) d.with_help("a loss is one number: add its terms");
  return std::nullopt;
}

Metric Elaborator::metric(const ast::Line& line, const ScopePtr& scope) {
  Metric out;
  out.name = line.names.empty() ? "metric" : line.names[0].text;
  out.origin = origin(line.value->span);
  if (line.names.size() != 1) {
    error("MLO0310", line.span, "a metric has one name").with_help("write `metric acc = ...`");
    return out;
  }
  const Value value = force(*scope->find_here(out.name), out.name, line.names[0].span);
  const auto argument = value.unknown() ? std::optional<Argument>(Argument{}) : to_argument(value);
  if (argument && (argument->node() || argument->is_number() || value.unknown()))
    out.value = *argument;
  else
    error("MLO0311", line.value->span, "a metric is a number, a short vector or an image")
        .at("this is " + describe(value))
        .with_help("write a line `metric name = ...` for each value that is to be logged");
  return out;
}

std::optional<FunctionDef> Elaborator::field_call(const ast::Expr& value, BuiltinKind kind, const char* field,
                                                  const ScopePtr& scope) {
  const auto* call = std::get_if<ast::Call>(&value.node);
  const ast::Expr& head = call ? *call->callee : value;
  const std::string* name = ast::as_name(head);
  if (std::get_if<ast::Error>(&value.node)) return std::nullopt;
  const auto* quotient = std::get_if<ast::Binary>(&value.node);
  if (quotient && quotient->op == ast::BinaryOp::floor_divide && ast::as_name(*quotient->right) &&
      refuse_comment(quotient->right->span))
    return std::nullopt;
  const Builtin* builtin = name ? catalog_.find(kind, *name) : nullptr;
  if (builtin == nullptr) {
    const std::vector<std::string> names = catalog_.names(kind);
    Diagnostic& d = error(
        "MLO0201", head.span,
        name ? fmt::format("there is no {} `{}`", field, *name) : fmt::format("`{}` takes one of its own list", field));
    const auto* text = std::get_if<ast::String>(&head.node);
    if (name) suggest(d, head.span, *name, names);
    if (text && catalog_.find(kind, text->value))
      d.with_help(fmt::format("it stands without quotes: `{}`", text->value)).with_fix(head.span, text->value);
    if (kind == BuiltinKind::clip && std::get_if<ast::Number>(&head.node))
      d.with_help(fmt::format("write `norm({0})` for the norm of the gradient, `value({0})` for each entry",
                              source_text(head.span)));
    if (d.help.empty()) d.with_help(fmt::format("there are: {}", fmt::join(names, ", ")));
    return std::nullopt;
  }
  if (call && refuse_equality(*call, builtin->signature)) return std::nullopt;
  CallArguments arguments;
  if (call)
    for (const ast::Arg& arg : call->args) {
      arguments.push_back({arg.name, evaluate(*arg.value, scope), arg.value->span});
      if (arguments.back().value.unknown()) return std::nullopt;
    }
  auto bound = bind(*builtin, arguments, value.span);
  if (!bound) return std::nullopt;
  FunctionDef out;
  out.builtin = builtin;
  out.arguments = std::move(*bound);
  out.origin = origin(value.span);
  return out;
}

void Elaborator::scheduler_terms(const ast::Expr& value, const ScopePtr& scope, std::vector<FunctionDef>& out) {
  const auto* product = std::get_if<ast::Binary>(&value.node);
  if (product && product->op == ast::BinaryOp::multiply) {
    scheduler_terms(*product->left, scope, out);
    scheduler_terms(*product->right, scope, out);
    return;
  }
  if (const auto function = own_function(value, BuiltinKind::scheduler, scope)) {
    FunctionDef def = function_of(*function, BuiltinKind::scheduler, 0, value.span);
    if (reads_no_data(def, "scheduler", value.span)) out.push_back(std::move(def));
    return;
  }
  if (auto def = field_call(value, BuiltinKind::scheduler, "scheduler", scope)) out.push_back(std::move(*def));
}

void Elaborator::optimizer_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  OptimizerDef out;
  out.origin = origin(line.value->span);
  const PartPtr& root = roots_[problem_of(problem)];
  if (!root) return;
  if (line.names.empty())
    for (std::uint32_t i = root->first_parameter; i < root->end_parameter; ++i) out.parameters.push_back(i);
  for (const ast::Name& name : line.names) {
    const Value part = instance_member({root, problem_of(problem), false}, name, name.span);
    if (part.unknown()) return;
    if (!take_parameters(part, out.parameters)) {
      error("MLO0301", name.span, fmt::format("`{}` is no part of the module with parameters of its own", name.text));
      return;
    }
    out.part += (out.part.empty() ? "" : ", ") + name.text;
  }
  if (!std::get_if<ast::None>(&line.value->node)) {
    auto call = field_call(*line.value, BuiltinKind::optimizer, "optimizer", scope);
    if (!call) return;
    out.builtin = call->builtin;
    out.arguments = std::move(call->arguments);
  } else if (line.names.empty()) {
    error("MLO0301", line.value->span, "`none` freezes a part of a module")
        .with_help("name the part: `optimizer body = none`");
    return;
  }
  problem.optimizers.push_back(std::move(out));
}

/// Adds the parameters of a sub-module, of a list of them, or one parameter; false where the value is none of them.
bool Elaborator::take_parameters(const Value& part, std::vector<std::uint32_t>& parameters) const {
  if (const auto* instance = part.as<Instance>()) {
    for (std::uint32_t i = instance->part->first_parameter; i < instance->part->end_parameter; ++i)
      parameters.push_back(i);
    return true;
  }
  if (const auto* node = part.as<NodeRef>()) {
    const Node& parameter = context_.block->block().nodes[node->id];
    if (parameter.kind != Node::Kind::parameter) return false;
    parameters.push_back(parameter.index);
    return true;
  }
  const ListValue* list = part.list();
  return list != nullptr && std::all_of(list->items.begin(), list->items.end(),
                                        [&](const Value& item) { return take_parameters(item, parameters); });
}

/// A parameter belongs to the innermost part that has an optimizer of its own.
void Elaborator::finish_optimizers(Problem& problem, const ast::Problem& item) {
  const std::set<std::string>& misspelt = misspelt_lines_[problem_of(problem)];
  std::stable_sort(
      problem.optimizers.begin(), problem.optimizers.end(),
      [](const OptimizerDef& a, const OptimizerDef& b) { return a.parameters.size() > b.parameters.size(); });
  for (std::size_t i = 0; i < problem.optimizers.size(); ++i)
    for (std::size_t j = i + 1; j < problem.optimizers.size(); ++j)
      std::erase_if(problem.optimizers[i].parameters, [&](std::uint32_t p) {
        const auto& inner = problem.optimizers[j].parameters;
        return std::find(inner.begin(), inner.end(), p) != inner.end();
      });
  const bool written = std::any_of(item.lines.begin(), item.lines.end(),
                                   [](const auto& l) { return l.keyword.text == "optimizer" && l.names.empty(); });
  std::size_t moved = 0;
  for (const OptimizerDef& optimizer : problem.optimizers) moved += optimizer.parameters.size();
  const auto& parameters = program_.structures[problem.structure].parameters;
  if (written || misspelt.contains("optimizer") || moved == parameters.size()) return;
  Diagnostic& d = error("MLO0208", problem.span, fmt::format("`{}` has no optimizer", problem.name));
  d.with_help("add a line such as `optimizer = adam(lr = 1e-3)`");
  if (moved > 0)
    d.note(fmt::format("{} of its {} parameters belong to no part that has one", parameters.size() - moved,
                       parameters.size()));
}

void Elaborator::start_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  problem.start.origin = origin(line.value->span);
  const std::string* name = ast::as_name(*line.value);
  if (name && *name == "continue") return;
  if (name && *name == "fresh")
    problem.start.kind = Start::Kind::fresh;
  else if (name && *name == "zeros")
    problem.start.kind = Start::Kind::zeros;
  else {
    problem.start.kind = Start::Kind::copy;
    Value value = evaluate(*line.value, scope);
    if (value.unknown()) return;
    if (const auto* other = value.as<ProblemName>()) problem.start.problem = other->id;
    if (value.as<ProblemName>() || value.as<Instance>()) value = params_of(value, line.value->span);
    if (value.unknown()) return;
    const auto argument = to_argument(value);
    if (!argument || !is_start(*argument)) {
      error("MLO0301", line.value->span,
            "a round starts from `continue`, `fresh`, `zeros`, a problem, a part of one, or a tensor")
          .at("this is " + describe(value));
      return;
    }
    problem.start.values = argument->list() ? *argument->list() : Arguments{*argument};
    const std::size_t have = problem.start.values.size(),
                      want = program_.structures[problem.structure].parameters.size();
    if (have != want)
      error("MLO0301", line.value->span,
            fmt::format("`{}` has {} parameters and starts from {}", problem.name, want, have))
          .with_help("a start has the structure of the module");
    else if (problem.start.problem != nothing)
      check_same_layers(problem, line.value->span);
  }
}

/// Layers of two problems that start from each other have the same sizes, so they must be the same layers.
void Elaborator::check_same_layers(const Problem& problem, Span span) {
  const Problem& other = program_.problems[problem.start.problem];
  const Structure& ours = program_.structures[problem.structure];
  const Structure& theirs = program_.structures[other.structure];
  for (std::size_t i = 0; i < ours.parameters.size(); ++i) {
    const Layer* a = ours.parameters[i].layer == nothing ? nullptr : &ours.layers[ours.parameters[i].layer];
    const Layer* b = theirs.parameters[i].layer == nothing ? nullptr : &theirs.layers[theirs.parameters[i].layer];
    if (a == nullptr || b == nullptr || (a->builtin == b->builtin && a->arguments == b->arguments)) continue;
    error("MLO0301", span,
          fmt::format("`{}` starts from `{}`, whose module has other layers", problem.name, other.name))
        .label(outermost(a->origin), fmt::format("a layer of `{}`", problem.name))
        .label(outermost(b->origin), fmt::format("in the same place of `{}`", other.name))
        .with_help(fmt::format("leave out `module`: `{}` then has the module of `{}`", problem.name, other.name));
    return;
  }
}

void Elaborator::problem_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  const std::string& keyword = line.keyword.text;
  if (keyword == "let" || keyword == "batch")
    work_out(*scope, line.names);
  else if (keyword == "metric")
    problem.metrics.push_back(metric(line, scope));
  else if (keyword == "optimizer")
    optimizer_line(problem, line, scope);
  else if (keyword == "init")
    start_line(problem, line, scope);
  else if (keyword == "scheduler")
    scheduler_terms(*line.value, scope, problem.schedulers);
  else if (keyword == "clip")
    problem.clip = field_function(problem, line, BuiltinKind::clip, scope);
  else if (keyword == "constraint")
    problem.constraint = field_function(problem, line, BuiltinKind::constraint, scope);
  else if (keyword == "rollback") {
    const Value value = evaluate(*line.value, scope);
    if (const bool* b = value.as<bool>())
      problem.rollback = *b;
    else if (!value.unknown())
      error("MLO0301", line.value->span, "`rollback` is `true` or `false`").at("this is " + describe(value));
  } else if (const auto number = (keyword == "steps" || keyword == "accumulate" || keyword == "warmup")
                                     ? constant_integer(line, scope, keyword == "warmup" ? 0 : 1)
                                     : std::nullopt) {
    (keyword == "steps" ? problem.steps : keyword == "accumulate" ? problem.accumulate : problem.warmup) = *number;
  }
}

}  // namespace mlo::sema
