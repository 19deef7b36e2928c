#include "runtime/cli/commands/fix.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "runtime/cli/commands/rewrite.h"
#include "runtime/cli/exit.h"

namespace mlo::cli {
namespace {

constexpr int most_attempts = 200;

bool is_users(const Compilation& c, FileId file) {
  return file == c.main || (file < c.sources.size() && !c.sources.file(file).name().starts_with("std/"));
}

/// Errors by stage, then warnings. Where a stage finds errors, later ones are not reached: a fix that uncovers the
/// mistakes of the next stage makes a program better.
std::array<std::size_t, 5> badness(const Diagnostics& diagnostics) {
  std::array<std::size_t, 5> out{};
  for (const Diagnostic& d : diagnostics.sorted()) {
    const bool error = d.severity == Severity::error;
    const std::string stage = d.code.substr(0, 5);
    const std::size_t place = !error ? 4 : stage == "MLO01" ? 0 : stage == "MLO04" ? 2 : stage == "MLO06" ? 3 : 1;
    ++out.at(place);
  }
  return out;
}

std::size_t count_of(const Diagnostics& diagnostics, const Diagnostic& wanted) {
  const auto all = diagnostics.sorted();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Diagnostic& d) {
    return d.code == wanted.code && d.message == wanted.message;
  }));
}

bool is_better(const Compilation& after, const Compilation& before, const Diagnostic& fixed) {
  return badness(after.diagnostics) <= badness(before.diagnostics) &&
         count_of(after.diagnostics, fixed) < count_of(before.diagnostics, fixed);
}

std::unique_ptr<Compilation> check(const Request& request, Stage last) {
  auto out = std::make_unique<Compilation>(request);
  compile(*out, last);
  return out;
}

Applied describe(const Compilation& before, const Diagnostic& diagnostic, const Request& after) {
  const SourceFile& file = before.sources.file(diagnostic.fix->edits.front().span.file);
  const SourceFile& shown = before.sources.file(diagnostic.primary.span.file);
  return {diagnostic.code, diagnostic.message, shown.name(), shown.position(diagnostic.primary.span.begin),
          changed_lines(file.text(), after.texts.at(file.name()))};
}

/// Applies fixes until none is left that makes the program better.
class Fixer {
 public:
  Fixer(const Request& request, Stage last) : last_(last), fixed_{check(request, last), {}} {}

  Fixed run() {
    while (attempts_ < most_attempts && step()) {
    }
    return std::move(fixed_);
  }

 private:
  /// Applies the first fix that can be kept; false where there is none.
  bool step() {
    for (const Diagnostic& diagnostic : fixed_.compilation->diagnostics.sorted()) {
      const std::optional<Request> request = with_fix(*fixed_.compilation, diagnostic);
      if (!request || ++attempts_ > most_attempts) continue;
      auto after = check(*request, last_);
      if (!is_better(*after, *fixed_.compilation, diagnostic)) continue;
      fixed_.applied.push_back(describe(*fixed_.compilation, diagnostic, *request));
      fixed_.compilation = std::move(after);
      return true;
    }
    return false;
  }

  Stage last_;
  Fixed fixed_;
  int attempts_ = 0;
};

}  // namespace

std::optional<Request> with_fix(const Compilation& c, const Diagnostic& diagnostic) {
  if (!diagnostic.fix || diagnostic.fix->edits.empty()) return std::nullopt;
  const FileId file = diagnostic.fix->edits.front().span.file;
  for (const Fix::Edit& edit : diagnostic.fix->edits)
    if (edit.span.file != file || !is_users(c, file)) return std::nullopt;
  Request out = c.request;
  std::string text = apply(*diagnostic.fix, file, c.sources);
  if (text == c.sources.file(file).text()) return std::nullopt;
  out.texts.insert_or_assign(c.sources.file(file).name(), std::move(text));
  return out;
}

Fixed fix_all(const Request& request, Stage last) { return Fixer(request, last).run(); }

void write_fixed(const Fixed& fixed) {
  for (const auto& [name, text] : fixed.compilation->request.texts) rewrite(name, text);
}

}  // namespace mlo::cli
