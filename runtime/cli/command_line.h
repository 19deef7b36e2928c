// The command line as a whole.
#pragma once

#include <string>
#include <vector>

#include "runtime/cli/exit.h"

namespace mlo::cli {

/// Reads the command line (without the program's own name), does what it says, and returns the exit code. Never throws.
int run_command_line(const std::vector<std::string>& arguments);

}  // namespace mlo::cli
