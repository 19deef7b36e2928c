// What `memory` bounds, as the system sees it: the most pages of a run, beside those of a run of one task.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/folder.h"
#include "tests/process.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

/// Small networks that see many points: what a task takes are the values of its 60 unrolled steps, 9 MB. Operations are
/// small enough for 16 tasks to be one.
const char* const program = R"(
use std.models { MLP }
option tasks = 32
env wave {
  let x = uniform(-5.0, 5.0, [1000, 1])
  data  = (x, sin(x))
}
problem top {
  module     = MLP([8, 8, 1])
  optimizer  = sgd(lr = 1e-3)
  accumulate = tasks
  batch x, y = wave.data
  loss       = mse_loss(fit(x), y)
}
problem fit {
  init       = top
  optimizer  = sgd(lr = 0.01)
  steps      = 60
  batch x, y = wave.data
  loss       = mse_loss(self(x), y)
}
u2l top -> fit
l2u fit -> top via unroll
)";

/// In MB.
double peak(const std::string& run_lines, const std::vector<std::string>& options) {
  const test::Folder folder;
  const auto path = folder.write("program.mlo", program + ("run { updates = 2; " + run_lines + " }\n"));
  std::vector<std::string> words{MLO_BINARY, "run",      path,  "--format", "json",       "--threads",
                                 "8",        "--device", "cpu", "--out",    folder.path()};
  words.insert(words.end(), options.begin(), options.end());
  const test::Finished finished = test::Process(words, MLO_SOURCE_DIR).wait();
  INFO(finished.text);
  REQUIRE(finished.exit == 0);
  std::istringstream lines(finished.text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("{\"event\"")) return nlohmann::json::parse(line).at("peak_rss_mb");
  FAIL("no closing line");
  return 0;
}

}  // namespace

TEST_CASE("tasks at a time take what `memory` says, within a factor of two, and without it more") {
  const double nothing = peak("tasks = sequential", {"--set", "tasks=1"});
  const auto above = [&](const std::string& lines) { return peak(lines, {}) - nothing; };
  const auto near = [](double taken, double limit) { return taken > limit / 2 && taken < limit * 2; };
  const double batched = above("tasks = batched"), at_70 = above("tasks = batched; memory = \"70 MB\"");
  const double threads = above("tasks = threads"), at_17 = above("tasks = threads; memory = \"17 MB\"");
  CAPTURE(nothing, batched, at_70, threads, at_17);
  CHECK(near(at_70, 70));
  CHECK(batched > 2 * at_70);
  CHECK(near(at_17 + 9, 17));  // the run of one task has taken one
  CHECK(threads > 1.5 * at_17);
}
