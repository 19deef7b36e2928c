#include "runtime/cli/commands/commands.h"

#include <fmt/core.h>

namespace mlo::cli {

void add_program_options(Command& command, ProgramOptions& options) {
  command.argument("FILE", options.file, "the program; a bundled example is found by its bare name");
  command.require("FILE");
  command.texts("--set", "NAME=VALUE", options.settings,
                "give one of the program's options another value (repeatable)");
  add_color_option(command, options.color);
}

void add_color_option(Command& command, Color& color) {
  const std::vector<std::pair<std::string, Color>> colors = {
      {"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};
  command.choice("--color", "WHEN", colors, color, "auto, always or never");
}

void add_tasks_option(Command& command, std::optional<std::string>& tasks) {
  const std::vector<std::string> ways = {"auto", "sequential", "threads", "batched"};
  command.choice(
      "--tasks", "WAY", ways, [ways, &tasks](std::size_t i) { tasks = ways[i]; },
      "how tasks that do not depend on each other are played: auto, sequential, threads or batched");
}

void add_device_option(Command& command, std::optional<std::string>& device) {
  command.text(
      "--device", "DEVICE", [&device](std::string name) { device = std::move(name); }, "auto, cpu, cuda or cuda:N");
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
