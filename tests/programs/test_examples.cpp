// Every program of examples/ passes the checker, runs, and runs the same again.
#include <algorithm>
#include <cmath>

#include "tests/programs/run.h"
#include "tests/unit/catch.h"

using namespace mlo;
using namespace mlo::programs;

namespace {

void check_line(const nlohmann::json& line) {
  INFO(line.dump());
  CHECK(line.at("update").is_number_integer());
  const bool problem = line.contains("problem");
  CHECK((problem || line.contains("validate") || line.contains("test")));
  for (const auto& [key, value] : line.items())
    if (value.is_number_float()) CHECK(std::isfinite(value.get<double>()));
  if (problem) CHECK(line.at("loss").is_number());  // JSON has no NaN: that would be null
}

void check_closing(const nlohmann::json& line) {
  INFO(line.dump());
  CHECK(line.at("event") == "done");
  CHECK(line.at("updates") == 2);
}

}  // namespace

TEST_CASE("every program of examples/ stands in the list of this test") {
  std::vector<std::string> here, listed;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(MLO_SOURCE_DIR) / "examples"))
    if (entry.path().extension() == ".mlo") here.push_back(entry.path().stem());
  for (const Example& example : examples()) listed.push_back(example.name);
  std::sort(here.begin(), here.end());
  CHECK(here == listed);
}

TEST_CASE("every example passes the checker without a word") {
  for (const Example& example : examples()) {
    const test::Finished finished = check(example);
    INFO(finished.text);
    CHECK(finished.exit == 0);
    CHECK(finished.text.find("no mistakes") != std::string::npos);
  }
}

TEST_CASE("every example runs to its end, with finite losses, and the same again and on two threads") {
  for (const Example& example : examples()) {
    const std::vector<Run> runs = run(example, {1, 1, 2});
    const Run& first = runs[0];
    INFO(first.finished.text);
    REQUIRE(first.finished.exit == 0);
    REQUIRE(first.printed.size() > 1);
    for (std::size_t i = 0; i + 1 < first.printed.size(); ++i) check_line(first.printed[i]);
    check_closing(first.printed.back());
    CHECK_FALSE(first.metrics.empty());
    CHECK(runs[1].metrics == first.metrics);
    CHECK(runs[2].metrics == first.metrics);
  }
}
