// What a program of examples/ learns, where that is more than its accuracy.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/folder.h"
#include "tests/process.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

/// The example's text with one more metric in a problem: by the language's first rule that changes no number.
std::string with_metric(const std::string& example, const std::string& problem, const std::string& metric) {
  std::ifstream file(std::filesystem::path(MLO_SOURCE_DIR) / "examples" / (example + ".mlo"));
  std::stringstream text;
  text << file.rdbuf();
  std::string out = text.str();
  const std::string head = "problem " + problem + " {\n";
  const std::size_t at = out.find(head);
  REQUIRE(at != std::string::npos);
  return out.insert(at + head.size(), "  metric " + metric + "\n");
}

/// The metric's values in each line of that problem.
std::vector<std::vector<double>> logged(const std::string& program, const std::string& problem,
                                        const std::string& metric, std::vector<std::string> options) {
  const test::Folder folder;
  const std::filesystem::path path = folder.path() / "program.mlo";
  std::ofstream(path) << program;
  std::vector<std::string> words{MLO_BINARY, "run", path,    "--format",   "json",
                                 "--device", "cpu", "--out", folder.path()};
  words.insert(words.end(), options.begin(), options.end());
  const test::Finished finished = test::Process(words, MLO_SOURCE_DIR).wait();
  INFO(finished.text);
  REQUIRE(finished.exit == 0);
  std::vector<std::vector<double>> out;
  std::istringstream lines(finished.text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('{')) continue;
    const auto object = nlohmann::json::parse(line);
    if (object.value("problem", "") == problem) out.push_back(object.at(metric).get<std::vector<double>>());
  }
  return out;
}

}  // namespace

TEST_CASE("Meta-Weight-Net learns on a long tail that weights grow with the loss, from a start at which they fall") {
  const std::string program = with_metric("reweight", "reweight", "curve = self(tensor([[0.0], [1.0], [4.0]]))[:, 0]");
  const auto curves = logged(program, "reweight", "curve", {"--seed", "2", "--updates", "100", "--threads", "1"});
  REQUIRE(curves.size() == 2);
  const std::vector<double>&first = curves[0], &last = curves[1];
  REQUIRE(first.size() == 3);
  CHECK(first[2] < first[0]);
  CHECK(last[1] > last[0] + 0.05);
  CHECK(last[2] > last[1] + 0.05);
}
