// The commands: each adds itself to the command line, and says what to do once the command line is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/analyze.h"
#include "runtime/cli/command.h"
#include "runtime/cli/terminal.h"

namespace mlo::cli {

void add_check(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_graph(CLI::App& app, Action& action);
void add_fmt(CLI::App& app, Action& action);
void add_run(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_doc(CLI::App& app, Action& action);
void add_version(CLI::App& app, Action& action);

/// What every command that reads a program takes.
struct ProgramOptions {
  std::string file;
  std::vector<std::string> settings;
  Color color = Color::automatic;
};
void add_program_options(Command& command, ProgramOptions& options);
void add_color_option(Command& command, Color& color);
/// `--tasks`, in the place of the program's own line.
void add_tasks_option(Command& command, std::optional<std::string>& tasks);
void add_device_option(Command& command, std::optional<std::string>& device);

/// `name=value` taken apart. Throws UsageError.
std::vector<sema::Setting> read_settings(const std::vector<std::string>& texts);

/// Writes a product to stdout, whole lines.
void print_product(const std::string& text);

}  // namespace mlo::cli
