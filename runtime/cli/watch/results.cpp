#include "runtime/cli/watch/results.h"

#include <fmt/format.h>

#include <cmath>

#include "runtime/cli/watch/format.h"

namespace mlo::cli {
namespace {

using record::JsonObject;

double rounded(double value, double digits) { return std::round(value * digits) / digits; }

std::string json_tests(const Results& results) {
  JsonObject out;
  const std::vector<engine::MetricLine>& tests = results.outcome.tests;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    JsonObject named;
    record::add_metrics(tests[i].name.empty() ? out : named, tests[i].metrics, results.test_images[i]);
    if (!tests[i].name.empty()) out.raw(tests[i].name, named.str());
  }
  return out.str();
}

std::string json_print(const Results& results) {
  JsonObject out;
  record::add_metrics(out, results.outcome.print, results.print_images);
  return out.str();
}

}  // namespace

std::vector<std::string> human_results(const Results& results) {
  std::vector<std::string> out;
  const engine::Outcome& outcome = results.outcome;
  for (std::size_t i = 0; i < outcome.tests.size(); ++i) {
    out.push_back(human_result(outcome.tests[i], results.test_images[i]));
  }
  for (const engine::Measured& value : outcome.print) out.push_back(human_metric(value, results.print_images));
  return out;
}

std::string human_closing(const Results& results) {
  const engine::Outcome& outcome = results.outcome;
  std::string out = fmt::format("{} update{} in {:.1f} s, {:.0f} MB of memory at most", outcome.updates,
                                outcome.updates == 1 ? "" : "s", outcome.seconds, results.peak_memory_mb);
  if (outcome.stopped_early) out += "; ended by `patience`";
  if (outcome.interrupted) out += "; interrupted";
  return out;
}

std::string json_results(const Results& results) {
  const engine::Outcome& outcome = results.outcome;
  JsonObject object;
  object.text("event", outcome.interrupted ? "interrupted" : "done")
      .integer("updates", outcome.updates)
      .real("seconds", rounded(outcome.seconds, 1000))
      .real("peak_rss_mb", rounded(results.peak_memory_mb, 10))
      .raw("test", json_tests(results))
      .raw("print", json_print(results))
      .texts("health", outcome.health);
  return object.str();
}

std::string json_failure(std::int64_t updates, double seconds, double peak_memory_mb, const std::string& message,
                         const std::string& diagnostic) {
  JsonObject object;
  object.text("event", "failed")
      .integer("updates", updates)
      .real("seconds", rounded(seconds, 1000))
      .real("peak_rss_mb", rounded(peak_memory_mb, 10))
      .text("message", message);
  if (!diagnostic.empty()) object.raw("diagnostic", diagnostic);
  return object.str();
}

}  // namespace mlo::cli
