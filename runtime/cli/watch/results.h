// The end of a run: what it measured last, and what it took.
#pragma once

#include <string>
#include <vector>

#include "runtime/engine/session.h"
#include "runtime/record/metrics.h"

namespace mlo::cli {

/// An outcome whose images are written.
struct Results {
  const engine::Outcome& outcome;
  std::vector<record::ImagePaths> test_images;  ///< by test
  record::ImagePaths print_images;
  double peak_memory_mb = 0;
};

/// One line a test, one a printed value.
std::vector<std::string> human_results(const Results& results);
/// `300 updates in 12.3 s, 312 MB of memory at most`, and why it ended early.
std::string human_closing(const Results& results);
/// {"event": "done", "updates": 300, "seconds": 12.3, "peak_rss_mb": 312.4, "test": {...}, "print": {...}, "health":
/// ["..."]}; the event is "interrupted" where it was. Metrics of a test with a name stand under that name.
std::string json_results(const Results& results);
/// {"event": "failed", "updates": 17, "seconds": 3.2, "peak_rss_mb": 312.4, "message": "...", "diagnostic": {...}}; the
/// last is JSON already, and left out where it is empty.
std::string json_failure(std::int64_t updates, double seconds, double peak_memory_mb, const std::string& message,
                         const std::string& diagnostic = "");

}  // namespace mlo::cli
