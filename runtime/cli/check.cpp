// `mlo check`
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"
#include "runtime/cli/commands.h"
#include "runtime/cli/driver.h"

namespace mlo::cli {
namespace {

struct CheckOptions : ProgramOptions {
  std::string emit;
  bool no_shapes = false;
};

/// The tree is of one file: imports are the next stage's. It is printed whatever was found, for the parser reads on.
Exit check_syntax(Compilation& compilation, Color color) {
  print_product(print_ast(parse(compilation.sources, compilation.main, compilation.diagnostics)));
  report(compilation, color);
  return compilation.diagnostics.has_errors() ? Exit::mistakes : Exit::fine;
}

Stage last_stage(const CheckOptions& options) {
  if (options.emit == "program") return Stage::program;
  if (options.emit == "graph") return Stage::graph;
  if (options.emit == "schedule" || options.no_shapes) return Stage::schedule;
  return Stage::shapes;
}

void emit(const std::string& product, const Compilation& c) {
  if (product == "program") print_product(sema::print_program(c.program, c.sources));
  if (product == "graph") print_product(graph::print_graph(c.program, c.graph));
  if (product == "schedule") print_product(graph::print_schedule(c.program, c.schedule));
}

Exit check(const CheckOptions& options) {
  Compilation compilation({options.file, read_settings(options.settings), {}, {}, {}});
  if (options.emit == "ast") return check_syntax(compilation, options.color);
  const bool fine = compile(compilation, last_stage(options));
  report(compilation, options.color);
  if (!fine) return Exit::mistakes;
  emit(options.emit, compilation);
  if (compilation.diagnostics.empty()) fmt::print(stderr, "{}: no mistakes\n", compilation.name());
  return Exit::fine;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("check", "Find the mistakes in a program without running it.");
  auto options = std::make_shared<CheckOptions>();
  add_program_options(*command, *options);
  command->add_option("--emit", options->emit, "print what a stage makes: ast, program, graph or schedule")
      ->type_name("STAGE")
      ->check(CLI::IsMember({"ast", "program", "graph", "schedule"}).description(""));
  command->add_flag("--no-shapes", options->no_shapes, "leave out the shapes of tensors");
  command->footer(
      "Examples:\n"
      "  mlo check maml.mlo\n"
      "  mlo check maml.mlo --set ways=20\n"
      "  mlo check maml.mlo --emit=graph");
  command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace mlo::cli
