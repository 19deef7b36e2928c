// Definitions that nothing reads: what is written and has no effect is mostly a slip, such as a term of a loss that was
// forgotten.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// Of several names that one value gives, some may be unread: the others say what the value is for.
bool none_read(Scope& scope, const std::vector<ast::Name>& names) {
  return std::none_of(names.begin(), names.end(), [&](const ast::Name& name) {
    const Binding* binding = scope.find_here(name.text);
    return binding == nullptr || binding->used;
  });
}

}  // namespace

/// Of the `let` and `batch` lines of a block of the program itself that is worked out whole.
void Elaborator::note_unread(const std::vector<ast::Line>& lines, Scope& scope) {
  for (const ast::Line& line : lines) {
    const bool defines = line.keyword.text == "let" || line.keyword.text == "batch";
    const bool own = line.span.file == files_[0]->source;
    if (!defines || !own || line.names.empty() || !none_read(scope, line.names)) continue;
    unread_.emplace_back(line.names[0], line.keyword.text == "let" ? "value" : "batch");
  }
}

void Elaborator::warn_unread(const File& file) {
  const auto note = [&](const ast::Name& name, const char* what) {
    const Binding* binding = file.scope->find_here(name.text);
    if (binding != nullptr && !binding->used) unread_.emplace_back(name, what);
  };
  for (const ast::Item& item : file.tree.items) {
    if (const auto* use = std::get_if<ast::Use>(&item)) {
      if (use->alias) note(*use->alias, "import");
      for (const ast::UseName& name : use->names.value_or(std::vector<ast::UseName>{}))
        note(name.alias ? *name.alias : name.name, "import");
    } else if (const auto* constant = std::get_if<ast::Constant>(&item)) {
      if (none_read(*file.scope, constant->names)) note(constant->names[0], "constant");
    } else if (const auto* data = std::get_if<ast::Data>(&item)) {
      if (data->names.size() == 1) note(data->names[0], "dataset");
    } else if (const auto* option = std::get_if<ast::Option>(&item)) {
      note(option->name, "option");
    } else if (const auto* function = std::get_if<ast::Function>(&item)) {
      note(function->name, "function");
    } else if (const auto* module = std::get_if<ast::Module>(&item)) {
      note(module->name, "module");
    }
  }
  std::sort(unread_.begin(), unread_.end(),
            [](const auto& a, const auto& b) { return a.first.span.begin < b.first.span.begin; });
  const auto same = [](const auto& a, const auto& b) { return a.first.span == b.first.span; };
  unread_.erase(std::unique(unread_.begin(), unread_.end(), same), unread_.end());  // an env that is made twice
  const std::size_t shown = std::min(unread_.size(), Limits::most_errors);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [name, what] = unread_[i];
    Diagnostic& d =
        diagnostics_.warning("MLO0211", name.span, fmt::format("nothing reads the {} `{}`", what, name.text));
    d.with_help("remove it, or read it");
    if (i + 1 == Limits::most_errors) d.note("there are more that nothing reads");
  }
}

}  // namespace mlo::sema
