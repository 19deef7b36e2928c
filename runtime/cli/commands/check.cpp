// `mlo check`
#include <fmt/core.h>

#include <filesystem>
#include <memory>

#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/fix.h"
#include "runtime/cli/commands/report.h"
#include "runtime/cli/places.h"

namespace mlo::cli {
namespace {

struct CheckOptions : ProgramOptions {
  ReportOptions report;
  std::string emit;
  bool no_shapes = false;
  bool fix = false;
};

/// The tree is of one file: imports are the next stage's. It is printed whatever was found, for the parser reads on.
Exit check_syntax(Compilation& compilation, const ReportOptions& how) {
  print_product(print_ast(parse(compilation.sources, compilation.main, compilation.diagnostics)));
  report(compilation, how);
  return verdict(compilation, how.deny_warnings);
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

void say_end(const Compilation& c, std::size_t fixes) {
  if (fixes > 0) fmt::print(stderr, "{}: {} fix{} applied\n", c.name(), fixes, fixes == 1 ? "" : "es");
  if (c.diagnostics.empty()) fmt::print(stderr, "{}: no mistakes\n", c.name());
}

/// stdout holds one thing.
void refuse_contradictions(const CheckOptions& options) {
  if (options.emit.empty()) return;
  if (options.fix) throw UsageError("`--fix` and `--emit` do not go together", "run `mlo check --fix` first");
  if (options.report.format != CheckFormat::human)
    throw UsageError("`--emit` and `--format` both print to stdout", "give one of the two");
}

/// What is changed must be the user's to change.
void refuse_to_fix(const std::string& given, const std::string& found) {
  std::error_code ignored;
  if (found != given)
    throw UsageError("`" + given + "` is a bundled example, which is not changed",
                     "copy it first: `cp " + found + " .`");
  if (!std::filesystem::is_regular_file(found, ignored))
    throw UsageError("`" + given + "` is no file that can be written", "`--fix` takes a program in a file");
}

Exit fix(const CheckOptions& options, const Request& request) {
  refuse_to_fix(request.file, find_program(request.file, find_places().examples).string());
  const Fixed fixed = fix_all(request, last_stage(options));
  write_fixed(fixed);
  report(*fixed.compilation, options.report, &fixed.applied);
  if (options.report.format == CheckFormat::human) say_end(*fixed.compilation, fixed.applied.size());
  return verdict(*fixed.compilation, options.report.deny_warnings);
}

Exit check(CheckOptions& options) {
  options.report.color = options.color;
  refuse_contradictions(options);
  const Request request{options.file, read_settings(options.settings), {}, {}, {}};
  if (options.fix) return fix(options, request);
  Compilation compilation(request);
  if (options.emit == "ast") return check_syntax(compilation, options.report);
  const bool complete = compile(compilation, last_stage(options));
  report(compilation, options.report);
  if (complete) emit(options.emit, compilation);
  if (options.report.format == CheckFormat::human) say_end(compilation, 0);
  return verdict(compilation, options.report.deny_warnings);
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  Command command(app, "check", "Find the mistakes in a program without running it.");
  auto options = std::make_shared<CheckOptions>();
  add_program_options(command, *options);
  const std::vector<std::pair<std::string, CheckFormat>> formats = {
      {"human", CheckFormat::human}, {"json", CheckFormat::json}, {"github", CheckFormat::github}};
  const std::vector<std::pair<std::string, std::string>> stages = {
      {"ast", "ast"}, {"program", "program"}, {"graph", "graph"}, {"schedule", "schedule"}};
  command.choice("--format", "FORMAT", formats, options->report.format,
                 "human; json: one object on stdout; github: annotations of GitHub Actions");
  add_deny_option(command, options->report.deny_warnings);
  command.flag("--fix", options->fix, "apply the fixes that are offered, in the files");
  command.choice("--emit", "STAGE", stages, options->emit, "print what a stage makes: ast, program, graph or schedule");
  command.flag("--no-shapes", options->no_shapes, "leave out the shapes of tensors");
  command.examples(
      "  mlo check maml.mlo\n"
      "  mlo check maml.mlo --set ways=20\n"
      "  mlo check my_program.mlo --fix\n"
      "  mlo check my_program.mlo --format github --deny warnings\n"
      "  mlo check maml.mlo --emit=graph");
  command.does(action, [options] { return check(*options); });
}

}  // namespace mlo::cli
