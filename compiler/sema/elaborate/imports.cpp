// Files, their imports, and the names that their items introduce.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/syntax/parse.h"

namespace mlo::sema {
namespace {

/// `std.models` is `std/models.mlo`; a string is a path beside the importing file.
std::string path_of(const ast::Use& use, const std::string& importer) {
  if (use.is_file) return (std::filesystem::path(importer).parent_path() / use.path).lexically_normal().string();
  std::string path = use.path;
  std::replace(path.begin(), path.end(), '.', '/');
  return path + ".mlo";
}

std::string last_word(const ast::Use& use) {
  if (use.is_file) return std::filesystem::path(use.path).stem().string();
  const auto dot = use.path.rfind('.');
  return dot == std::string::npos ? use.path : use.path.substr(dot + 1);
}

/// Compared without the `std.` that all of them have; it may be missing.
std::optional<std::string> nearest_library(const std::string& path, const std::vector<std::string>& library) {
  const auto bare = [](const std::string& name) { return name.starts_with("std.") ? name.substr(4) : name; };
  std::vector<std::string> names;
  for (const std::string& name : library) names.push_back(bare(name));
  const bool exact = std::find(names.begin(), names.end(), bare(path)) != names.end();
  const auto guess = exact ? bare(path) : did_you_mean(bare(path), names);
  return guess ? std::optional("std." + *guess) : std::nullopt;
}

}  // namespace

void Elaborator::define(Scope& scope, const ast::Name& name, std::function<Value()> work, bool constant) {
  if (const Binding* earlier = scope.add(name.text, name.span, std::move(work), constant))
    error("MLO0203", name.span, fmt::format("`{}` is defined twice", name.text))
        .label(earlier->span, "first here")
        .with_help("rename one of them");
}

std::uint32_t Elaborator::load(FileId source, const std::string& path) {
  const auto id = static_cast<std::uint32_t>(files_.size());
  file_by_path_[path] = id;
  files_.push_back(std::make_unique<File>());
  File& file = *files_.back();
  file.source = source;
  file.path = path;
  file.tree = parse(sources_, source, diagnostics_);
  file.scope = new_scope(builtin_scope_);
  declare_items(file, id == 0);
  file.loading = false;
  return id;
}

std::optional<std::uint32_t> Elaborator::import(const ast::Use& use, const std::string& importer) {
  const std::string path = path_of(use, importer);
  if (const auto it = file_by_path_.find(path); it != file_by_path_.end()) {
    if (!files_[it->second]->loading) return it->second;
    std::vector<std::string> chain;
    for (std::size_t i = it->second; i < files_.size(); ++i)
      if (files_[i]->loading) chain.push_back("`" + files_[i]->path + "`");
    chain.push_back(chain.front());
    error("MLO0205", use.path_span, fmt::format("`{}` imports itself", path))
        .note(fmt::format("the imports: {}", fmt::join(chain, " -> ")))
        .with_help("move what both need into a file that imports neither");
    return std::nullopt;
  }
  const auto text = host_.read(path);
  if (!text) {
    Diagnostic& d =
        error("MLO0204", use.path_span,
              fmt::format("there is no {}", use.is_file ? "file `" + path + "`" : "module `" + use.path + "`"));
    if (use.is_file)
      d.with_help("a file is looked for beside the one that imports it");
    else if (const auto guess = nearest_library(use.path, host_.library()))
      d.with_help("did you mean `" + *guess + "`?").with_fix(use.path_span, *guess);
    if (d.help.empty()) d.with_help(fmt::format("the library has: {}", fmt::join(host_.library(), ", ")));
    return std::nullopt;
  }
  const auto loading = std::count_if(files_.begin(), files_.end(), [](const auto& file) { return file->loading; });
  if (loading > Limits::deepest_import) {
    error("MLO0212", use.path_span, fmt::format("imports are nested more than {} deep", Limits::deepest_import))
        .with_help("import what is needed from the file that defines it");
    return std::nullopt;
  }
  return load(sources_.add(path, *text), path);
}

void Elaborator::declare_use(File& file, const ast::Use& use) {
  const auto id = import(use, file.path);
  if (!use.names) {
    const ast::Name name = use.alias ? *use.alias : ast::Name{last_word(use), use.path_span};
    define(
        *file.scope, name, [id] { return id ? Value{FileName{*id}} : Value{}; }, true);
    return;
  }
  for (const ast::UseName& item : *use.names) {
    const ast::Name& name = item.alias ? *item.alias : item.name;
    Binding* binding = id ? files_[*id]->scope->find_here(item.name.text) : nullptr;
    if (id && !binding) {
      std::vector<std::string> names;
      for (const auto& [text, unused] : files_[*id]->scope->here()) names.push_back(text);
      Diagnostic& d =
          error("MLO0207", item.name.span, fmt::format("`{}` defines no `{}`", files_[*id]->path, item.name.text));
      suggest(d, item.name.span, item.name.text, names);
      if (d.help.empty()) d.with_help(fmt::format("it defines: {}", fmt::join(names, ", ")));
      // Where the program reads what was meant, nothing more is to be said.
      if (const auto meant = did_you_mean(item.name.text, names)) meant_names_.insert(*meant);
    }
    define(
        *file.scope, name,
        [this, binding, text = item.name.text, span = item.name.span] {
          return binding ? force(*binding, text, span) : Value{};
        },
        true);
  }
}

/// The library's file that defines a function, a module or an env of that name: `std.models`.
std::optional<std::string> Elaborator::library_with(const std::string& name) {
  if (!library_names_) {
    library_names_.emplace();
    for (const std::string& module : host_.library()) {
      std::string path = module;
      std::replace(path.begin(), path.end(), '.', '/');
      Sources sources;
      Diagnostics unsaid;
      const ast::File file = parse(sources, sources.add(path, host_.read(path + ".mlo").value_or("")), unsaid);
      const auto note = [&](const auto& item) {
        if constexpr (requires { item.params; }) library_names_->emplace(item.name.text, module);
      };
      for (const ast::Item& item : file.items) std::visit(note, item);
    }
  }
  const auto found = library_names_->find(name);
  return found == library_names_->end() ? std::nullopt : std::optional(found->second);
}

void Elaborator::declare_problem(File& file, const ast::Problem& item) {
  const auto id = static_cast<ProblemId>(program_.problems.size());
  Problem problem;
  problem.name = item.name.text;
  problem.span = item.name.span;
  problem.item = item.whole;
  program_.problems.push_back(std::move(problem));
  problem_items_.push_back(&item);
  problem_scopes_.push_back(file.scope);
  roots_.emplace_back();
  laid_out_.push_back(Laid::not_yet);
  names_hidden_ |= file.scope->find_here(item.name.text) != nullptr;
  define(
      *file.scope, item.name,
      [id] {
        return Value{ProblemName{id, false}};
      },
      true);
}

void Elaborator::declare_constants(File& file, const ast::Constant& item) {
  const ast::Line line{{"let", item.span}, item.names, nullptr, "", item.value->span};
  declare_names(
      *file.scope, line,
      [this, &item, scope = file.scope] {
        Context inner = context_;
        inner.line = "let " + item.names[0].text;
        inner.draws_allowed = false;
        inner.constant = &item;
        With with(*this, std::move(inner));
        return constant_module(evaluate(*item.value, scope), item, scope);
      },
      "a value");
}

/// A module expression that stands in a `let` outside of problems knows its name there.
Value Elaborator::constant_module(Value value, const ast::Constant& item, const ScopePtr& scope) const {
  if (value.recipe() == nullptr || item.names.size() != 1) return value;
  Recipe named = *value.recipe();
  const auto file = std::find_if(files_.begin(), files_.end(), [&](const auto& f) { return f->scope == scope; });
  named.constant = (file == files_.begin() || file == files_.end() ? "" : (*file)->path + ".") + item.names[0].text;
  return {std::make_shared<const Recipe>(std::move(named))};
}

void Elaborator::declare_items(File& file, bool is_main) {
  struct Declare {
    Elaborator& e;
    File& file;
    bool is_main;
    void only_main(Span span, const char* what) const {
      if (!is_main)
        e.error("MLO0202", span, fmt::format("an imported file has no `{}`", what))
            .with_help("imported files define functions, modules, envs and constants");
    }
    void operator()(const ast::Use& item) const { e.declare_use(file, item); }
    void operator()(const ast::Option& item) const {
      only_main(item.span, "option");
      if (is_main) e.declare_option(file, item);
    }
    void operator()(const ast::Constant& item) const { e.declare_constants(file, item); }
    void operator()(const ast::Data& item) const { e.declare_data(file, item); }
    void operator()(const ast::Function& item) const {
      Closure closure;
      closure.name = item.name.text;
      closure.params = &item.params;
      closure.result_type = item.result_type ? &*item.result_type : nullptr;
      closure.body = &item.body;
      closure.scope = file.scope;
      closure.span = item.name.span;
      const Value value{std::make_shared<const Closure>(std::move(closure))};
      e.define(
          *file.scope, item.name, [value] { return value; }, true);
    }
    void operator()(const ast::Module& item) const {
      e.define(
          *file.scope, item.name,
          [&item, scope = file.scope] {
            return Value{ModuleName{&item, scope}};
          },
          true);
    }
    void operator()(const ast::Env& item) const { e.declare_env(file, item); }
    void operator()(const ast::Problem& item) const {
      only_main(item.span, "problem");
      if (is_main) e.declare_problem(file, item);
    }
    void operator()(const ast::Edge& item) const { only_main(item.span, "edge"); }
    void operator()(const ast::Measure& item) const { only_main(item.span, "validate"); }
    void operator()(const ast::Run& item) const { only_main(item.span, "run"); }
  };
  for (const ast::Item& item : file.tree.items) std::visit(Declare{*this, file, is_main}, item);
}

}  // namespace mlo::sema
