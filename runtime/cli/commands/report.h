// What a check found, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "runtime/cli/command.h"
#include "runtime/cli/driver.h"
#include "runtime/cli/terminal.h"

namespace mlo::cli {

enum class CheckFormat { human, json, github };

struct ReportOptions {
  CheckFormat format = CheckFormat::human;
  Color color = Color::automatic;
  bool deny_warnings = false;
};
/// `--deny warnings`
void add_deny_option(Command& command, bool& deny_warnings);

/// `mistakes` where there are errors, or warnings and they are denied.
Exit verdict(const Compilation& compilation, bool deny_warnings);

struct Applied;
/// {"event": "check", "file": "maml.mlo", "ok": false, "errors": 1, "warnings": 0, "diagnostics": [...]} on one line,
/// with "fixes" where fixes were asked for. `ok` is what the exit code says.
std::string json_report(const Compilation& compilation, bool deny_warnings, const std::vector<Applied>* fixes);

/// Tells what was found: people on stderr, programs on stdout. Nothing to people where nothing was found.
void report(const Compilation& compilation, const ReportOptions& options, const std::vector<Applied>* fixes = nullptr);

}  // namespace mlo::cli
