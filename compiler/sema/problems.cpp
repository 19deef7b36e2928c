// Problems: their modules, and each of their lines.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborator.h"

namespace mlo::sema {
namespace {

const std::vector<std::string> problem_lines = {"module", "optimizer",  "scheduler", "batch",   "let",
                                                "loss",   "metric",     "init",      "steps",   "accumulate",
                                                "clip",   "constraint", "warmup",    "rollback"};

const ast::Line* line_of(const ast::Problem& item, const char* keyword) {
  for (const ast::Line& line : item.lines)
    if (line.keyword.text == keyword && line.names.empty() && line.value) return &line;
  return nullptr;
}

const std::string* word(const ast::Expr& e) {
  const auto* ref = std::get_if<ast::Ref>(&e.node);
  return ref ? &ref->name : nullptr;
}

}  // namespace

const Elaborator::PartPtr& Elaborator::root_part(ProblemId id) {
  if (roots_[id] || laying_out_[id]) return roots_[id];
  laying_out_[id] = true;
  Problem& problem = program_.problems[id];
  const ast::Problem& item = *problem_items_[id];
  const ScopePtr& scope = problem_scopes_[id];
  Context outside;
  With with(*this, std::move(outside));
  const ast::Line* line = line_of(item, "module");
  if (line == nullptr) {
    const ast::Line* init = line_of(item, "init");
    const std::string* name = init ? word(*init->value) : nullptr;
    const Binding* binding = name ? scope->find(*name) : nullptr;
    const Value start = binding ? read_name(*name, init->value->span, scope) : Value{};
    if (const auto* other = start.as<ProblemName>(); other && other->id != id) {
      roots_[id] = root_part(other->id);
      problem.structure = program_.problems[other->id].structure;
    } else {
      error("MLO0208", problem.span, fmt::format("`{}` has no module", problem.name))
          .with_help("say what it trains: `module = ...`, or `init = other` to start from another problem's");
    }
    laying_out_[id] = false;
    return roots_[id];
  }
  // A structure is built aside: laying it out may lay out others.
  auto structure = std::make_unique<Structure>();
  BlockBuilder builder(structure->initial);
  context_.block = &builder;
  context_.line = "module";
  const Value value = evaluate(*line->value, scope);
  PartPtr part = lay_out(value, *structure, "", line->value->span);
  if (part && structure->parameters.empty()) {
    error("MLO0314", line->value->span,
          fmt::format("the module of `{}` has no parameters, so there is nothing to train", problem.name));
    part = nullptr;
  }
  problem.structure = static_cast<StructureId>(program_.structures.size());
  program_.structures.push_back(std::move(*structure));
  roots_[id] = std::move(part);
  laying_out_[id] = false;
  return roots_[id];
}

Instance Elaborator::root_of(const ProblemName& problem) {
  return {root_part(problem.id), problem.id, problem.detached};
}

ScopePtr Elaborator::block_scope(const std::vector<ast::Line>& lines, const ScopePtr& parent,
                                 const std::string& owner) {
  auto scope = std::make_shared<Scope>(parent);
  for (const ast::Line& line : lines) {
    const std::string& keyword = line.keyword.text;
    if (!line.value || line.names.empty()) {
      // A field of an env can be read in the same env by its name.
      if (owner == "an env" && line.value && keyword != "hold" && !scope->find_here(keyword))
        scope->add(keyword, line.keyword.span,
                   [this, &line, scope = std::weak_ptr<Scope>(scope)] { return evaluate(*line.value, scope.lock()); });
      continue;
    }
    if (keyword != "let" && keyword != "batch" && keyword != "metric") continue;
    const bool metric = keyword == "metric";
    declare_names(
        *scope, line,
        [this, &line, metric, scope = std::weak_ptr<Scope>(scope)] {
          Context inner = context_;
          inner.line = line.keyword.text + " " + (line.names.empty() ? "" : line.names[0].text);
          inner.draws_allowed = !metric;
          With with(*this, std::move(inner));
          return evaluate(*line.value, scope.lock());
        },
        metric               ? "a metric"
        : keyword == "batch" ? "a batch"
                             : "a value");
  }
  return scope;
}

void Elaborator::declare_names(Scope& scope, const ast::Line& line, std::function<Value()> work, const char* what) {
  // Several names share one evaluation: the first to be read does it.
  struct Shared {
    std::map<const Block*, Values> known;
  };
  auto shared = std::make_shared<Shared>();
  for (std::size_t i = 0; i < line.names.size(); ++i) {
    const ast::Name& name = line.names[i];
    auto one = [this, shared, work, i, &line, names = &line.names, span = line.value ? line.value->span : line.span,
                what]() -> Value {
      const Block* key = context_.block ? &context_.block->block() : nullptr;
      auto it = shared->known.find(key);
      if (it == shared->known.end()) it = shared->known.emplace(key, destructure(work(), *names, span, what)).first;
      return it->second[i];
    };
    std::function<Value()> bound = std::move(one);
    if (line.names.size() == 1 && std::string(what) != "a batch") bound = work;
    if (const Binding* earlier = scope.add(name.text, name.span, std::move(bound)))
      error("MLO0203", name.span, fmt::format("`{}` is defined twice", name.text)).label(earlier->span, "first here");
  }
}

std::optional<std::int64_t> Elaborator::constant_integer(const ast::Line& line, const ScopePtr& scope,
                                                         std::int64_t low) {
  if (!line.value) return std::nullopt;
  const Value value = evaluate(*line.value, scope);
  if (value.unknown()) return std::nullopt;
  const auto* number = value.as<std::int64_t>();
  if (number == nullptr) {
    error("MLO0301", line.value->span, fmt::format("`{}` is a constant whole number", line.keyword.text))
        .at("this is " + describe(value));
    return std::nullopt;
  }
  if (*number < low) {
    error("MLO0305", line.value->span, fmt::format("`{}` must be at least {}", line.keyword.text, low))
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
        .at("this is " + describe(value));
  return out;
}

std::optional<FunctionDef> Elaborator::field_call(const ast::Expr& value, BuiltinKind kind, const char* field,
                                                  const ScopePtr& scope) {
  const auto* call = std::get_if<ast::Call>(&value.node);
  const ast::Expr& head = call ? *call->callee : value;
  const std::string* name = word(head);
  if (std::get_if<ast::Error>(&value.node)) return std::nullopt;
  const Builtin* builtin = name ? catalog_.find(kind, *name) : nullptr;
  if (builtin == nullptr) {
    const std::vector<std::string> names = catalog_.names(kind);
    Diagnostic& d = error(
        "MLO0201", head.span,
        name ? fmt::format("there is no {} `{}`", field, *name) : fmt::format("`{}` takes one of its own list", field));
    if (name) suggest(d, head.span, *name, names);
    if (d.help.empty()) d.with_help(fmt::format("there are: {}", fmt::join(names, ", ")));
    return std::nullopt;
  }
  CallArguments arguments;
  if (call)
    for (const ast::Arg& arg : call->args) {
      arguments.push_back({arg.name, evaluate(*arg.value, scope), arg.value->span});
      if (arguments.back().value.unknown()) return std::nullopt;
    }
  auto bound = bind(builtin->signature, arguments, value.span);
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
  if (const auto* lambda = std::get_if<ast::Lambda>(&value.node); lambda && lambda->params.size() == 1) {
    FunctionDef def;
    def.origin = origin(value.span);
    BlockBuilder builder(def.body);
    Context inner = context_;
    inner.block = &builder;
    With with(*this, std::move(inner));
    auto names = std::make_shared<Scope>(scope);
    names->add(lambda->params[0].text, lambda->params[0].span, Value{builder.counter(2, def.origin)});
    if (const auto result = to_argument(evaluate(*lambda->body, names))) def.result = *result;
    out.push_back(std::move(def));
    return;
  }
  if (auto def = field_call(value, BuiltinKind::scheduler, "scheduler", scope)) out.push_back(std::move(*def));
}

void Elaborator::optimizer_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  OptimizerDef out;
  out.origin = origin(line.value->span);
  const ModulePart* part = roots_[problem_of(problem)].get();
  for (const ast::Name& name : line.names) {
    const Value value = part ? instance_member({std::shared_ptr<const ModulePart>(roots_[problem_of(problem)], part),
                                                problem_of(problem), false},
                                               name, name.span)
                             : Value{};
    const auto* instance = value.as<Instance>();
    if (value.unknown()) return;
    if (instance == nullptr) {
      error("MLO0301", name.span, fmt::format("`{}` is no part of the module with parameters of its own", name.text));
      return;
    }
    part = instance->part.get();
    out.part += (out.part.empty() ? "" : ".") + name.text;
  }
  if (part == nullptr) return;
  for (std::uint32_t i = part->first_parameter; i < part->end_parameter; ++i) out.parameters.push_back(i);
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

/// A parameter belongs to the innermost part that has an optimizer of its own.
void Elaborator::finish_optimizers(Problem& problem, const ast::Problem& item) {
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
  if (!written)
    error("MLO0208", problem.span, fmt::format("`{}` has no optimizer", problem.name))
        .with_help("add a line such as `optimizer = adam(lr = 1e-3)`");
}

void Elaborator::start_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  problem.start.origin = origin(line.value->span);
  const std::string* name = word(*line.value);
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
    const auto argument = to_argument(value);
    if (!argument) {
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
  }
}

void Elaborator::problem_line(Problem& problem, const ast::Line& line, const ScopePtr& scope) {
  const std::string& keyword = line.keyword.text;
  const auto forced = [&] {
    for (const ast::Name& name : line.names)
      if (Binding* binding = scope->find_here(name.text)) force(*binding, name.text, name.span);
  };
  if (keyword == "let" || keyword == "batch")
    forced();
  else if (keyword == "metric")
    problem.metrics.push_back(metric(line, scope));
  else if (keyword == "optimizer")
    optimizer_line(problem, line, scope);
  else if (keyword == "init")
    start_line(problem, line, scope);
  else if (keyword == "scheduler")
    scheduler_terms(*line.value, scope, problem.schedulers);
  else if (keyword == "clip")
    problem.clip = field_call(*line.value, BuiltinKind::clip, "clip", scope);
  else if (keyword == "constraint")
    problem.constraint = field_call(*line.value, BuiltinKind::constraint, "constraint", scope);
  else if (keyword == "rollback") {
    const Value value = evaluate(*line.value, scope);
    if (const bool* b = value.as<bool>())
      problem.rollback = *b;
    else if (!value.unknown())
      error("MLO0301", line.value->span, "`rollback` is `true` or `false`");
  } else if (const auto number = (keyword == "steps" || keyword == "accumulate" || keyword == "warmup")
                                     ? constant_integer(line, scope, keyword == "warmup" ? 0 : 1)
                                     : std::nullopt) {
    (keyword == "steps" ? problem.steps : keyword == "accumulate" ? problem.accumulate : problem.warmup) = *number;
  }
}

void Elaborator::elaborate_problem(ProblemId id) {
  const ast::Problem& item = *problem_items_[id];
  check_keywords(item.lines, problem_lines, "a problem");
  if (!root_part(id)) return;
  // Built aside, since elaborating may lay out other problems; nothing else changes this one meanwhile.
  Problem& problem = program_.problems[id];
  BlockBuilder builder(problem.block, id);
  Context inner;
  inner.block = &builder;
  With with(*this, std::move(inner));
  const ScopePtr scope = block_scope(item.lines, problem_scopes_[id], "a problem");
  scope->add("self", problem.span, Value{ProblemName{id, false}});
  for (const ast::Line& line : item.lines) problem.lines.emplace(line.keyword.text, line.span);
  // The loss first: the draws that training makes get their places before those of metrics.
  if (const ast::Line* loss = line_of(item, "loss")) {
    context_.draws_allowed = false;
    context_.line = "loss";
    problem.loss_origin = origin(loss->value->span);
    if (const auto node = scalar_node(evaluate(*loss->value, scope), loss->value->span, "a loss")) problem.loss = *node;
    context_.draws_allowed = true;
  } else if (std::none_of(item.lines.begin(), item.lines.end(),
                          [](const auto& l) { return l.keyword.text == "loss"; })) {
    error("MLO0208", problem.span, fmt::format("`{}` has no loss", problem.name))
        .with_help("add a line `loss = ...`: a number that is minimized");
  }
  for (const ast::Line& line : item.lines)
    if (line.value && !std::get_if<ast::Error>(&line.value->node)) problem_line(problem, line, scope);
  finish_optimizers(problem, item);
}

}  // namespace mlo::sema
