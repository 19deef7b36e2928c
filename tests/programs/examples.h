// The programs of examples/, and how each is run in a test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlo::programs {

struct Example {
  std::string name;                   ///< without `.mlo`
  std::vector<std::string> settings;  ///< `--set` of each: smaller, so that two updates take a second
};

/// All of them, sorted.
const std::vector<Example>& examples();

std::filesystem::path path_of(const Example& example);

}  // namespace mlo::programs
