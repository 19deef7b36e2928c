#include "tests/programs/run.h"

#include <fstream>
#include <sstream>

#include "tests/folder.h"

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

std::vector<std::string> command(const Example& example, int threads, const std::filesystem::path& out) {
  std::vector<std::string> words{MLO_BINARY, "run", path_of(example)};
  words.insert(words.end(), {"--updates", "2", "--device", "cpu", "--format", "json"});
  words.insert(words.end(), {"--threads", std::to_string(threads), "--out", out});
  for (const std::string& setting : example.settings) words.insert(words.end(), {"--set", setting});
  return words;
}

}  // namespace

test::Finished check(const Example& example) {
  return test::Process({MLO_BINARY, "check", path_of(example)}, MLO_SOURCE_DIR).wait();
}

std::vector<Run> run(const Example& example, const std::vector<int>& threads) {
  std::vector<test::Folder> folders(threads.size());
  std::vector<test::Process> processes;
  for (std::size_t i = 0; i < threads.size(); ++i)
    processes.emplace_back(command(example, threads[i], folders[i].path()), MLO_SOURCE_DIR);
  std::vector<Run> results;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    test::Finished finished = processes[i].wait();
    std::ifstream records(folders[i].path() / example.name / "latest" / "metrics.jsonl");
    results.push_back({finished, objects_in(finished.text), without_times(records)});
  }
  return results;
}

}  // namespace mlo::programs
