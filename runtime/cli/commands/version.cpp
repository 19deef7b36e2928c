// `mlo version`
#include <fmt/core.h>

#include "runtime/cli/commands/commands.h"
#include "runtime/record/environment.h"

namespace mlo::cli {
namespace {

Exit version() {
  fmt::print("mlo {}\n", MLO_VERSION);
  fmt::print("LibTorch {} ({})\n", record::libtorch_version(), record::cpu_capability());
  fmt::print("{}\n", record::loaded_blas().name);
  fmt::print("{}\n", record::compiler_version());
  return Exit::fine;
}

}  // namespace

void add_version(CLI::App& app, Action& action) {
  Command command(app, "version", "Print the versions of mlo and of what it runs on.");
  command.examples("  mlo version");
  command.does(action, version);
}

}  // namespace mlo::cli
