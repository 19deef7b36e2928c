// Runs the program on each case of each area and compares what it prints with what is expected.
#include <deque>
#include <sstream>
#include <thread>

#include "tests/golden/case.h"
#include "tests/unit/catch.h"

namespace {

using namespace mlo::golden;

/// Cases of the front end alone, which its own test runs without the program.
constexpr const char* in_process = "syntax";

std::vector<fs::path> areas() {
  std::vector<fs::path> result;
  for (const auto& entry : fs::directory_iterator(root())) {
    if (entry.is_directory() && entry.path().filename() != in_process) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> result;
  for (const fs::path& area : areas()) {
    const auto more = files(area, ".mlo");
    result.insert(result.end(), more.begin(), more.end());
  }
  return result;
}

/// What comes out of each case, in their order; as many at a time as there are cores.
std::vector<std::string> run_all(const std::vector<fs::path>& sources) {
  for (const char* name : {"MLO_STDLIB", "MLO_EXAMPLES", "FORCE_COLOR"}) unsetenv(name);
  const std::size_t most = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::string> results;
  std::deque<Case> running;
  for (const fs::path& source : sources) {
    if (running.size() == most) {
      results.push_back(running.front().outcome());
      running.pop_front();
    }
    running.emplace_back(source);
  }
  for (Case& last : running) results.push_back(last.outcome());
  return results;
}

/// The first line in which two texts differ; the whole of them would hide it.
std::string first_difference(const std::string& wanted, const std::string& actual) {
  std::istringstream left(wanted), right(actual);
  for (int number = 1;; ++number) {
    std::string a, b;
    const bool more = static_cast<bool>(std::getline(left, a)), more_actual = static_cast<bool>(std::getline(right, b));
    if (!more && !more_actual) return "";
    if (a != b || more != more_actual)
      return "line " + std::to_string(number) + "\nexpected: " + (more ? a : "(the end)") +
             "\ncame out: " + (more_actual ? b : "(the end)");
  }
}

}  // namespace

TEST_CASE("the program says what the golden files expect") {
  const std::vector<fs::path> sources = cases();
  const std::vector<std::string> actual = run_all(sources);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::string wanted = expected(sources[i], actual[i]);
    INFO(sources[i].string() << ", " << first_difference(wanted, actual[i]));
    const bool as_expected = actual[i] == wanted;
    CHECK(as_expected);
  }
}

TEST_CASE("no golden file is left without its program") {
  for (const fs::path& area : areas()) CHECK(orphans(area) == std::vector<fs::path>{});
}
