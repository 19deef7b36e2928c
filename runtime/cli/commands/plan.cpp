// `mlo plan`
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
  Command command(app, "plan", "Print what a run will do: problems by level, hypergradient paths and methods, rounds.");
  auto options = std::make_shared<PlanOptions>();
  add_program_options(command, *options);
  add_tasks_option(command, options->tasks);
  command.examples(
      "  mlo plan maml.mlo\n"
      "  mlo plan maml_sine.mlo --tasks threads");
  command.does(action, [options] { return plan(*options); });
}

}  // namespace mlo::cli
