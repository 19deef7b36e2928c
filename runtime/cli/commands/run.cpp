// `mlo run`
#include <memory>

#include "runtime/cli/commands/commands.h"
#include "runtime/cli/commands/report.h"
#include "runtime/cli/watch/run_session.h"

namespace mlo::cli {
namespace {

struct RunOptions : ProgramOptions {
  RunRequest request;
  bool deny_warnings = false;
};

Exit run(RunOptions& options) {
  record::Given& given = options.request.given;
  given.program = options.file;
  given.settings = read_settings(options.settings);
  options.request.color = options.color;
  Compilation compilation({options.file, given.settings, given.updates, given.seed, given.device, {}, given.tasks});
  compile(compilation, Stage::shapes);
  const bool json = options.request.format == RunFormat::json;
  if (!compilation.diagnostics.empty())
    report(compilation, {json ? CheckFormat::json : CheckFormat::human, options.color, options.deny_warnings});
  const Exit checked = verdict(compilation, options.deny_warnings);
  return checked == Exit::fine ? run_session(compilation, options.request) : checked;
}

void add_limits(Command& command, record::Given& given) {
  command.whole_number(
      "--updates", {1}, [&given](std::int64_t n) { given.updates = n; }, "how many updates of the uppermost problem");
  command.whole_number(
      "--seed", {0}, [&given](std::int64_t n) { given.seed = n; }, "the seed of everything that is drawn");
  command.whole_number(
      "--threads", {1, 256}, [&given](std::int64_t n) { given.threads = static_cast<int>(n); },
      "workers for tasks that do not depend on each other, 1 to 256 (all cores)");
  add_tasks_option(command, given.tasks);
  add_device_option(command, given.device);
}

void add_outputs(Command& command, RunRequest& request) {
  command.text(
      "--out", "DIR", [&request](std::string folder) { request.out = std::move(folder); },
      "the folder for run directories (runs)");
  const std::vector<std::pair<std::string, RunFormat>> formats = {{"human", RunFormat::human},
                                                                  {"json", RunFormat::json}};
  command.choice("--format", "FORMAT", formats, request.format,
                 "human, or json: the lines of metrics.jsonl and a closing one");
  command.flag("-q,--quiet", request.quiet, "print only results: tests and what the program prints");
  command.flag("-v,--verbose", request.verbose, "write details to the run's log.txt");
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  Command command(app, "run", "Run a program; its records go to runs/PROGRAM/TIME-SEED/.");
  auto options = std::make_shared<RunOptions>();
  add_program_options(command, *options);
  add_limits(command, options->request.given);
  add_outputs(command, options->request);
  add_deny_option(command, options->deny_warnings);
  command.examples(
      "  mlo run maml.mlo\n"
      "  mlo run maml.mlo --set ways=20 --set shots=5 --updates 1000\n"
      "  mlo run maml.mlo --format json --seed 2 > metrics.jsonl");
  command.does(action, [options] { return run(*options); });
}

}  // namespace mlo::cli
