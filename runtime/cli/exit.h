// How the program ends.
#pragma once

#include <stdexcept>
#include <string>

namespace mlo::cli {

enum class Exit {
  fine = 0,
  mistakes = 1,      ///< the program (the .mlo file) has mistakes
  usage = 2,         ///< a wrong command line, or a file that is missing
  failed = 3,        ///< the run failed
  interrupted = 130  ///< as a shell names SIGINT
};

/// The command line asks for something that cannot be: exit code 2.
struct UsageError : std::runtime_error {
  explicit UsageError(const std::string& message, std::string what_to_do = "")
      : std::runtime_error(message), help(std::move(what_to_do)) {}
  std::string help;
};

}  // namespace mlo::cli
