// `mlo verify`
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/source/draw.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/report.h"
#include "runtime/cli/commands/verify_text.h"
#include "runtime/cli/device.h"
#include "runtime/cli/options.h"

namespace mlo::cli {
namespace {

struct VerifyCommand : ProgramOptions {
  engine::VerifyOptions verify;
  std::optional<std::int64_t> seed;
  std::optional<std::string> device;
  double min_cosine = 0.9;
  bool json = false;
};

Exit verify(VerifyCommand& options) {
  Compilation c({options.file, read_settings(options.settings), {}, options.seed, options.device});
  c.request.precision = "float64";
  compile(c, Stage::shapes);
  if (!c.diagnostics.empty()) report(c, {options.json ? CheckFormat::json : CheckFormat::human, options.color, false});
  if (verdict(c, false) != Exit::fine) return Exit::mistakes;
  options.verify.seed = c.program.run.seed;
  options.verify.device = resolve_device(c.program.run.device, cuda_devices());
  std::vector<engine::ProblemVerdict> verdicts;
  try {
    verdicts = engine::verify(c.program, c.catalog, c.shapes, c.datasets, options.verify);
  } catch (const eval::RunError& error) {
    fmt::print(stderr, "{}", draw(error.diagnostic, c.sources, {wants_color(options.color, stderr)}));
    return Exit::failed;
  }
  print_product(options.json ? verify_json(c.program, verdicts, options.min_cosine)
                             : verify_text(c.program, c.sources, verdicts, options.min_cosine));
  return all_good(verdicts, options.min_cosine) ? Exit::fine : Exit::mistakes;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "verify", "Hold a program's hypergradients against references: differences, the exact one, full unrolling.");
  auto options = std::make_shared<VerifyCommand>();
  add_program_options(*command, *options);
  add_whole_number(
      *command, "--updates", {0}, [options](std::int64_t n) { options->verify.updates = n; },
      "updates to play first (0)");
  add_whole_number(
      *command, "--seed", {0}, [options](std::int64_t n) { options->seed = n; },
      "the seed of everything that is drawn");
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N")->type_name("DEVICE");
  command->add_flag("--all", options->verify.all, "try every method that is legal on each edge");
  add_real_number(
      *command, "--min-cosine", {-1, 1}, options->min_cosine,
      "exit with 1 where an edge's cosine is below this (0.9); methods that approximate are told, not judged");
  const std::vector<std::pair<std::string, bool>> formats = {{"human", false}, {"json", true}};
  add_choice(*command, "--format", "FORMAT", formats, options->json, "human or json");
  command->footer(
      "Examples:\n"
      "  mlo verify logistic_hpo.mlo\n"
      "  mlo verify maml.mlo --all --set ways=3\n"
      "  mlo verify trilevel.mlo --min-cosine 0.999 --format json");
  command->callback([options, &action] { action = [options] { return verify(*options); }; });
}

}  // namespace mlo::cli
