// The order in which a program is checked.
#include "compiler/sema/analyze.h"

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/sema/words.h"

namespace mlo::sema {

ScopePtr Elaborator::new_scope(ScopePtr parent) {
  auto scope = std::make_shared<Scope>(std::move(parent));
  scopes_.push_back(scope);
  return scope;
}

/// A scope holds functions, and these the scope that they see: only forgetting the names lets go of both.
Elaborator::~Elaborator() {
  for (const auto& made : scopes_)
    if (const ScopePtr scope = made.lock()) scope->forget();
}

Program Elaborator::run(FileId main) {
  builtin_scope_ = new_scope(nullptr);
  for (const Word& word : all_words())
    if (word.kind == WordKind::function)
      builtin_scope_->add(std::string(word.name), {}, Value{IntrinsicName{std::string(word.name)}});
  builtin_scope_->add("pi", {}, Value{3.14159265358979323846});
  builtin_scope_->add("inf", {}, Value{std::numeric_limits<double>::infinity()});

  load(main, sources_.file(main).name());
  File& file = *files_[0];
  broken_lines_.note(sources_, diagnostics_);
  names_hidden_ |= broken_lines_.hide_names();
  check_settings(settings_);
  check_problem_lines();
  // Options, data and constants are worked out even where nothing reads them: a mistake in one is a mistake.
  Block scratch;
  BlockBuilder scratch_builder(scratch);
  for (const ast::Item& item : file.tree.items) {
    Context inner;
    inner.block = &scratch_builder;
    With with(*this, std::move(inner));
    if (const auto* option = std::get_if<ast::Option>(&item))
      work_out(*file.scope, {option->name});
    else if (const auto* data = std::get_if<ast::Data>(&item))
      work_out(*file.scope, data->names);
    else if (const auto* constant = std::get_if<ast::Constant>(&item))
      work_out(*file.scope, constant->names);
    else if (const auto* env = std::get_if<ast::Env>(&item); env && env->params.empty())
      work_out(*file.scope, {env->name});
  }
  for (ProblemId id = 0; id < program_.problems.size(); ++id) elaborate_problem(id);
  for (const ast::Item& item : file.tree.items) {
    if (const auto* edge = std::get_if<ast::Edge>(&item))
      elaborate_edge(*edge);
    else if (const auto* measure = std::get_if<ast::Measure>(&item))
      elaborate_measure(*measure, file);
    else if (const auto* run = std::get_if<ast::Run>(&item))
      elaborate_run(*run, file);
  }
  number_measures();
  check_names(file);
  check_read_alone();
  if (!diagnostics_.has_errors()) {
    describe_all_data();
    check_test_data();
    warn_unread(file);
  }
  return std::move(program_);
}

Program analyze(Sources& sources, FileId main, const std::vector<Setting>& settings, const Catalog& catalog, Host& host,
                Diagnostics& diagnostics) {
  return Elaborator(sources, settings, catalog, host, diagnostics).run(main);
}

std::optional<ProblemId> Program::problem_named(const std::string& name) const {
  for (ProblemId id = 0; id < problems.size(); ++id)
    if (problems[id].name == name) return id;
  return std::nullopt;
}

}  // namespace mlo::sema
