// Short runs of an example, and what they left.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/process.h"
#include "tests/programs/examples.h"

namespace mlo::programs {

struct Run {
  test::Finished finished;
  std::vector<nlohmann::json> printed;  ///< the lines of `--format json`
  std::string metrics;                  ///< metrics.jsonl, without its times
};

test::Finished check(const Example& example);

/// Runs of two updates, side by side, each on so many threads.
std::vector<Run> run(const Example& example, const std::vector<int>& threads);

}  // namespace mlo::programs
