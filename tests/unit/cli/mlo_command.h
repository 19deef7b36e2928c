// The command line in tests.
#pragma once

#include <string>
#include <vector>

namespace mlo::test {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs the program with these arguments, in this process.
Ran mlo_command(const std::vector<std::string>& arguments);

}  // namespace mlo::test
