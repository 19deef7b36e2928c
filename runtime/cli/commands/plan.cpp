// `mlo plan`
#include <CLI/CLI.hpp>
#include <memory>

#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/report.h"

namespace mlo::cli {
namespace {

struct PlanOptions : ProgramOptions {
  std::optional<std::string> tasks;
};

Exit plan(const PlanOptions& options) {
  Compilation compilation({options.file, read_settings(options.settings), {}, {}, {}, {}, options.tasks});
  const bool fine = compile(compilation, Stage::shapes);
  report(compilation, {CheckFormat::human, options.color, false});
  if (!fine) return Exit::mistakes;
  print_product(graph::print_plan(compilation.program, compilation.graph, compilation.schedule));
  return Exit::fine;
}

}  // namespace

void add_plan(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "plan", "Print what a run will do: problems by level, hypergradient paths and methods, rounds.");
  auto options = std::make_shared<PlanOptions>();
  add_program_options(*command, *options);
  add_tasks_option(*command, options->tasks);
  command->footer(
      "Examples:\n"
      "  mlo plan maml.mlo\n"
      "  mlo plan maml_sine.mlo --tasks threads");
  command->callback([options, &action] { action = [options] { return plan(*options); }; });
}

}  // namespace mlo::cli
