// Problems: their modules, and the names in their blocks.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/sema/words.h"

namespace mlo::sema {
namespace {

const ast::Line* line_of(const ast::Problem& item, const char* keyword) {
  for (const ast::Line& line : item.lines)
    if (line.keyword.text == keyword && line.names.empty() && line.value) return &line;
  return nullptr;
}

/// The name that a value of `init` is written around: `meta`, `"meta"`, `meta()`, `params(meta)`.
std::optional<std::string> name_within(const ast::Expr& e) {
  static const std::set<std::string> around = {"params", "detach", "copy"};
  if (const std::string* name = ast::as_name(e)) return *name;
  if (const auto* text = std::get_if<ast::String>(&e.node)) return text->value;
  const auto* call = std::get_if<ast::Call>(&e.node);
  const std::string* callee = call ? ast::as_name(*call->callee) : nullptr;
  if (callee == nullptr) return std::nullopt;
  if (call->args.empty()) return *callee;
  return around.contains(*callee) ? name_within(*call->args[0].value) : std::nullopt;
}

bool is_start_word(const std::string& name) { return name == "continue" || name == "fresh" || name == "zeros"; }

/// What is wrong with the `init` of a problem that has no module of its own.
struct WrongStart {
  const char* code;
  std::string message;
  std::optional<std::string> meant;
};

/// Nothing where the value is as it may be, and the module is what is missing. `known`: a name that stands for
/// something.
std::optional<WrongStart> wrong_start(const ast::Expr& value, bool known, const std::vector<std::string>& problems) {
  const std::optional<std::string> name = name_within(value);
  if (!name) return std::nullopt;
  const bool plain = ast::as_name(value) != nullptr;
  if (plain && (known || is_start_word(*name))) return std::nullopt;
  std::vector<std::string> candidates = problems;
  if (plain) candidates.insert(candidates.end(), {"continue", "fresh", "zeros"});
  const bool exact = std::find(problems.begin(), problems.end(), *name) != problems.end();
  const auto meant = exact ? name : did_you_mean(*name, candidates);
  if (plain) return WrongStart{"MLO0201", fmt::format("there is no problem `{}`", *name), meant};
  if (!meant && !std::get_if<ast::String>(&value.node)) return std::nullopt;
  return WrongStart{"MLO0301", "a problem without `module` has that of the problem that `init` names", meant};
}

}  // namespace

void Elaborator::check_problem_lines() {
  for (const ast::Problem* item : problem_items_)
    misspelt_lines_.push_back(check_keywords(item->lines, line_names("problem"), "a problem"));
}

const Elaborator::PartPtr& Elaborator::root_part(ProblemId id) {
  if (laid_out_[id] == Laid::now) {
    const Problem& problem = program_.problems[id];
    error("MLO0206", problem.span, fmt::format("the module of `{}` is defined by itself", problem.name))
        .with_help("through `init` or the modules of other problems; give one of them a module that reads no other");
  }
  const Nested nested(limits_, program_.problems[id].span);
  if (laid_out_[id] != Laid::not_yet || !may_go_deeper()) return roots_[id];
  laid_out_[id] = Laid::now;
  With with(*this, Context{});
  if (const ast::Line* line = line_of(*problem_items_[id], "module"))
    lay_out_root(id, *line);
  else
    take_root_of_start(id);
  laid_out_[id] = Laid::done;
  return roots_[id];
}

void Elaborator::lay_out_root(ProblemId id, const ast::Line& line) {
  // A structure is built aside: laying it out may lay out others.
  auto structure = std::make_unique<Structure>();
  BlockBuilder builder(structure->initial);
  context_.block = &builder;
  context_.line = "module";
  const Value value = evaluate(*line.value, problem_scopes_[id]);
  PartPtr part = lay_out(value, *structure, "", line.value->span);
  Problem& problem = program_.problems[id];
  if (const Recipe* recipe = value.recipe(); recipe && !recipe->constant.empty())
    trained_as_.emplace(recipe->constant, problem.name);
  if (part && structure->parameters.empty()) {
    error("MLO0314", line.value->span,
          fmt::format("the module of `{}` has no parameters, so there is nothing to train", problem.name))
        .with_help(
            "add a layer that has some, such as `linear(10)`, or let a tensor stand as the module: `zeros([3])`");
    part = nullptr;
  }
  problem.structure = static_cast<StructureId>(program_.structures.size());
  program_.structures.push_back(std::move(*structure));
  roots_[id] = std::move(part);
}

/// Without a line `module`: the module of the problem that `init` names.
void Elaborator::take_root_of_start(ProblemId id) {
  if (misspelt_lines_[id].contains("module") || misspelt_lines_[id].contains("init")) return;
  Problem& problem = program_.problems[id];
  const ast::Line* init = line_of(*problem_items_[id], "init");
  const std::string* name = init ? ast::as_name(*init->value) : nullptr;
  const bool known = name && problem_scopes_[id]->find(*name) != nullptr;
  const Value start = known ? read_name(*name, init->value->span, problem_scopes_[id]) : Value{};
  const auto* other = start.as<ProblemName>();
  if (init && !other) {
    std::vector<std::string> problems;
    for (ProblemId i = 0; i < program_.problems.size(); ++i)
      if (i != id && problem_scopes_[id]->find(program_.problems[i].name))
        problems.push_back(program_.problems[i].name);
    if (const auto wrong = wrong_start(*init->value, known, problems)) {
      if (names_hidden_ && !wrong->meant) return;
      Diagnostic& d = error(wrong->code, init->value->span, wrong->message);
      const bool plain = ast::as_name(*init->value) != nullptr;
      if (wrong->meant)
        d.with_help(plain ? fmt::format("did you mean `{}`?", *wrong->meant)
                          : fmt::format("write `init = {}`", *wrong->meant))
            .with_fix(init->value->span, *wrong->meant);
      else if (!problems.empty())
        d.with_help(fmt::format("problems here: {}", fmt::join(problems, ", ")));
      return;
    }
  }
  if (other == nullptr || other->id == id) {
    error("MLO0208", problem.span, fmt::format("`{}` has no module", problem.name))
        .with_help("say what it trains: `module = ...`, or `init = other` to start from another problem's");
    return;
  }
  roots_[id] = root_part(other->id);
  problem.structure = program_.problems[other->id].structure;
}

Instance Elaborator::root_of(const ProblemName& problem) {
  return {root_part(problem.id), problem.id, problem.detached};
}

ScopePtr Elaborator::block_scope(const std::vector<ast::Line>& lines, const ScopePtr& parent,
                                 const std::string& owner) {
  auto scope = new_scope(parent);
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
    // The line may be gone by then: a `let` of a function has none.
    auto one = [this, shared, work, i, names = line.names, span = line.value ? line.value->span : line.span,
                what]() -> Value {
      const Block* key = context_.block ? &context_.block->block() : nullptr;
      auto it = shared->known.find(key);
      if (it == shared->known.end()) it = shared->known.emplace(key, destructure(work(), names, span, what)).first;
      return it->second[i];
    };
    std::function<Value()> bound = std::move(one);
    if (line.names.size() == 1 && std::string(what) != "a batch") bound = work;
    if (const Binding* earlier = scope.add(name.text, name.span, std::move(bound)))
      error("MLO0203", name.span, fmt::format("`{}` is defined twice", name.text))
          .label(earlier->span, "first here")
          .with_help("rename one of them");
  }
}

void Elaborator::elaborate_problem(ProblemId id) {
  const ast::Problem& item = *problem_items_[id];
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
  } else if (!misspelt_lines_[id].contains("loss") &&
             std::none_of(item.lines.begin(), item.lines.end(),
                          [](const auto& l) { return l.keyword.text == "loss"; })) {
    error("MLO0208", problem.span, fmt::format("`{}` has no loss", problem.name))
        .with_help("add a line `loss = ...`: a number that is minimized");
  }
  for (const ast::Line& line : item.lines)
    if (line.value && !std::get_if<ast::Error>(&line.value->node)) problem_line(problem, line, scope);
  finish_optimizers(problem, item);
  note_unread(item.lines, *scope);
}

}  // namespace mlo::sema
