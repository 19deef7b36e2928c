// One run of a compiled program, with its records and its words.
#pragma once

#include "runtime/cli/driver.h"
#include "runtime/cli/exit.h"
#include "runtime/cli/watch/run_observer.h"
#include "runtime/record/options.h"

namespace mlo::cli {

struct RunRequest {
  record::Given given;
  std::string out = "runs";  ///< where run directories are made
  RunFormat format = RunFormat::human;
  bool quiet = false;    ///< only results
  bool verbose = false;  ///< details in the log
  Color color = Color::automatic;
};

/// Runs a program that compiled without errors. Throws UsageError where it cannot begin; what goes wrong later is
/// drawn, logged and told by the exit code, and everything recorded until then stays.
Exit run_session(Compilation& compilation, const RunRequest& request);

}  // namespace mlo::cli
