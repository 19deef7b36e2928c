// One short run of an example, and what it left.
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

/// Two updates on so many threads.
Run run(const Example& example, int threads);

}  // namespace mlo::programs
