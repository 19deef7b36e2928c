#include "runtime/cli/commands/report.h"

#include <fmt/format.h>

#include "compiler/source/draw.h"
#include "compiler/source/github.h"
#include "compiler/source/json.h"
#include "runtime/cli/commands/fix.h"
#include "runtime/record/json.h"

namespace mlo::cli {
namespace {

std::string json_fix(const Applied& fix) {
  return record::JsonObject()
      .text("code", fix.code)
      .text("message", fix.message)
      .text("file", fix.file)
      .integer("line", fix.place.line)
      .integer("column", fix.place.column)
      .integer("first", fix.change.first)
      .texts("before", fix.change.before)
      .texts("after", fix.change.after)
      .str();
}

std::string json_fixes(const std::vector<Applied>& fixes) {
  std::string out;
  for (const Applied& fix : fixes) out += (out.empty() ? "" : ", ") + json_fix(fix);
  return "[" + out + "]";
}

void draw_fix(const Applied& fix, bool color) {
  fmt::print(stderr, "{} at {}:{}:{}: {}\n", bold("fixed[" + fix.code + "]", color), fix.file, fix.place.line,
             fix.place.column, fix.message);
  std::uint32_t number = fix.change.first;
  for (const std::string& line : fix.change.before) fmt::print(stderr, "{:>4} - {}\n", number++, line);
  number = fix.change.first;
  for (const std::string& line : fix.change.after) fmt::print(stderr, "{:>4} + {}\n", number++, line);
  fmt::print(stderr, "\n");
}

void report_human(const Compilation& c, const ReportOptions& options, const std::vector<Applied>* fixes) {
  const bool color = wants_color(options.color, stderr);
  if (fixes != nullptr)
    for (const Applied& fix : *fixes) draw_fix(fix, color);
  if (!c.diagnostics.empty()) fmt::print(stderr, "{}", draw_all(c.diagnostics, c.sources, {color}));
  if (options.deny_warnings && c.diagnostics.warning_count() > 0)
    fmt::print(stderr, "{} `--deny warnings`: a warning is an error here\n", red("error:", color));
}

}  // namespace

void add_deny_option(Command& command, bool& deny_warnings) {
  command.choice(
      "--deny", "WHAT", {"warnings"}, [&deny_warnings](std::size_t) { deny_warnings = true; },
      "warnings: they end with exit code 1, as errors do");
}

Exit verdict(const Compilation& c, bool deny_warnings) {
  const bool bad = c.diagnostics.has_errors() || (deny_warnings && !c.diagnostics.empty());
  return bad ? Exit::mistakes : Exit::fine;
}

std::string json_report(const Compilation& c, bool deny_warnings, const std::vector<Applied>* fixes) {
  record::JsonObject out;
  out.text("event", "check").text("file", c.name());
  out.raw("ok", verdict(c, deny_warnings) == Exit::fine ? "true" : "false");
  out.integer("errors", static_cast<std::int64_t>(c.diagnostics.error_count()));
  out.integer("warnings", static_cast<std::int64_t>(c.diagnostics.warning_count()));
  out.raw("diagnostics", diagnostics_json(c.diagnostics, c.sources));
  if (fixes != nullptr) out.raw("fixes", json_fixes(*fixes));
  return out.str();
}

void report(const Compilation& c, const ReportOptions& options, const std::vector<Applied>* fixes) {
  switch (options.format) {
    case CheckFormat::human: return report_human(c, options, fixes);
    case CheckFormat::json: return fmt::print("{}\n", json_report(c, options.deny_warnings, fixes));
    case CheckFormat::github: return fmt::print("{}", diagnostics_github(c.diagnostics, c.sources));
  }
}

}  // namespace mlo::cli
