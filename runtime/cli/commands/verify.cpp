// `mlo verify`
#include <fmt/format.h>

#include <memory>

#include "compiler/source/draw.h"
#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/report.h"
#include "runtime/cli/commands/verify_text.h"
#include "runtime/cli/device.h"

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
  Command command(app, "verify",
                  "Hold a program's hypergradients against references: differences, the exact one, full unrolling.");
  auto options = std::make_shared<VerifyCommand>();
  add_program_options(command, *options);
  command.whole_number(
      "--updates", {0}, [options](std::int64_t n) { options->verify.updates = n; }, "updates to play first (0)");
  command.whole_number(
      "--seed", {0}, [options](std::int64_t n) { options->seed = n; }, "the seed of everything that is drawn");
  add_device_option(command, options->device);
  command.flag("--all", options->verify.all, "try every method that is legal on each edge");
  command.real_number(
      "--min-cosine", {-1, 1}, options->min_cosine,
      "exit with 1 where an edge's cosine is below this (0.9); methods that approximate are told, not judged");
  const std::vector<std::pair<std::string, bool>> formats = {{"human", false}, {"json", true}};
  command.choice("--format", "FORMAT", formats, options->json, "human or json");
  command.examples(
      "  mlo verify logistic_hpo.mlo\n"
      "  mlo verify maml.mlo --all --set ways=3\n"
      "  mlo verify trilevel.mlo --min-cosine 0.999 --format json");
  command.does(action, [options] { return verify(*options); });
}

}  // namespace mlo::cli
