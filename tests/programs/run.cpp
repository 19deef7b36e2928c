#include "tests/programs/run.h"

#include <fstream>
#include <sstream>

namespace mlo::programs {
namespace {

/// Each line of a record without the time that it was written at.
std::string without_times(std::istream& records) {
  std::string result;
  for (std::string line; std::getline(records, line);) {
    auto record = nlohmann::ordered_json::parse(line);
    record.erase("seconds");
    result += record.dump() + "\n";
  }
  return result;
}

std::vector<nlohmann::json> objects_in(const std::string& text) {
  std::vector<nlohmann::json> result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with('{')) result.push_back(nlohmann::json::parse(line));
  return result;
}

}  // namespace

test::Finished check(const Example& example) {
  return test::Process({MLO_BINARY, "check", path_of(example)}, MLO_SOURCE_DIR).wait();
}

Run run(const Example& example, int threads) {
  const test::TemporaryFolder out;
  std::vector<std::string> words{MLO_BINARY,  "run", path_of(example), "--out", out.path(), "--format", "json",
                                 "--updates", "2",   "--device",       "cpu",   "--threads"};
  words.push_back(std::to_string(threads));
  for (const std::string& setting : example.settings) words.insert(words.end(), {"--set", setting});
  Run result{test::Process(words, MLO_SOURCE_DIR).wait(), {}, {}};
  result.printed = objects_in(result.finished.text);
  std::ifstream records(out.path() / example.name / "latest" / "metrics.jsonl");
  result.metrics = without_times(records);
  return result;
}

}  // namespace mlo::programs
