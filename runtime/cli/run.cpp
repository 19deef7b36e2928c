// `mlo run`
#include <CLI/CLI.hpp>
#include <limits>
#include <memory>

#include "runtime/cli/commands.h"
#include "runtime/cli/run_session.h"

namespace mlo::cli {
namespace {

struct RunOptions : ProgramOptions {
  RunRequest request;
};

Exit run(RunOptions& options) {
  record::Given& given = options.request.given;
  given.program = options.file;
  given.settings = read_settings(options.settings);
  options.request.color = options.color;
  Compilation compilation({options.file, given.settings, given.updates, given.seed, given.device});
  const bool fine = compile(compilation, Stage::shapes);
  report(compilation, options.color);
  return fine ? run_session(compilation, options.request) : Exit::mistakes;
}

void add_limits(CLI::App& command, record::Given& given) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  command.add_option("--updates", given.updates, "how many updates of the uppermost problem")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, most, "").description(""));
  command.add_option("--seed", given.seed, "the seed of everything that is drawn")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, most, "").description(""));
  command
      .add_option("--threads", given.threads,
                  "workers for tasks that do not depend on each other, 1 to 256 (all cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 256, "").description(""));
  command.add_option("--device", given.device, "auto, cpu, cuda or cuda:N")->type_name("DEVICE");
}

void add_outputs(CLI::App& command, RunRequest& request) {
  command.add_option("--out", request.out, "the folder for run directories (runs)")->type_name("DIR");
  const std::map<std::string, RunFormat> formats = {{"human", RunFormat::human}, {"json", RunFormat::json}};
  command.add_option("--format", request.format, "human, or json: the lines of metrics.jsonl and a closing one")
      ->type_name("FORMAT")
      ->transform(CLI::CheckedTransformer(formats).description(""));
  command.add_flag("-q,--quiet", request.quiet, "print only results: tests and what the program prints");
  command.add_flag("-v,--verbose", request.verbose, "write details to the run's log.txt");
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("run", "Run a program; its records go to runs/PROGRAM/TIME-SEED/.");
  auto options = std::make_shared<RunOptions>();
  add_program_options(*command, *options);
  add_limits(*command, options->request.given);
  add_outputs(*command, options->request);
  command->footer(
      "Examples:\n"
      "  mlo run maml.mlo\n"
      "  mlo run maml.mlo --set ways=20 --set shots=5 --updates 1000\n"
      "  mlo run maml.mlo --format json --seed 2 > metrics.jsonl");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace mlo::cli
