// What was asked for on the command line, and what the run took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/analyze.h"
#include "compiler/sema/program.h"

namespace mlo::record {

/// As given; nothing where the program or a default decides.
struct Given {
  std::string program;  ///< the file, as it was written
  std::vector<sema::Setting> settings;
  std::optional<std::int64_t> updates;
  std::optional<std::int64_t> seed;
  std::optional<int> threads;
  std::optional<std::string> device;
  std::optional<std::string> tasks;
};

/// As taken.
struct Used {
  std::int64_t updates = 0;
  std::int64_t seed = 0;
  int threads = 1;
  std::string device = "cpu";
};

/// The content of `options.json`: for each option of the program its default, what was given and what was used; the
/// same for updates, seed, threads and device.
std::string options_json(const sema::Program& program, const Given& given, const Used& used);

}  // namespace mlo::record
