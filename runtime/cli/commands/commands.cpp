#include "runtime/cli/commands/commands.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "runtime/cli/options.h"

namespace mlo::cli {

void add_program_options(CLI::App& command, ProgramOptions& options) {
  command.add_option("FILE", options.file, "the program; a bundled example is found by its bare name")->required();
  command.add_option("--set", options.settings, "give one of the program's options another value (repeatable)")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  add_color_option(command, options.color);
}

void add_color_option(CLI::App& command, Color& color) {
  const std::vector<std::pair<std::string, Color>> colors = {
      {"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};
  add_choice(command, "--color", "WHEN", colors, color, "auto, always or never");
}

void add_tasks_option(CLI::App& command, std::optional<std::string>& tasks) {
  const std::vector<std::string> ways = {"auto", "sequential", "threads", "batched"};
  add_choice(
      command, "--tasks", "WAY", ways, [ways, &tasks](std::size_t i) { tasks = ways[i]; },
      "how tasks that do not depend on each other are played: auto, sequential, threads or batched");
}

std::vector<sema::Setting> read_settings(const std::vector<std::string>& texts) {
  std::vector<sema::Setting> out;
  for (const std::string& text : texts) {
    const std::size_t equal = text.find('=');
    if (equal == 0 || equal == std::string::npos) {
      throw UsageError("`--set " + text + "` gives no value to an option", "write `--set name=value`");
    }
    out.push_back({text.substr(0, equal), text.substr(equal + 1)});
  }
  return out;
}

void print_product(const std::string& text) {
  fmt::print("{}", text);
  if (!text.ends_with('\n')) fmt::print("\n");
}

}  // namespace mlo::cli
