// `mlo verify` as a user meets it.
#include <nlohmann/json.hpp>

#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;
using nlohmann::json;

namespace {

const char* const verified = R"(
option terms = 1

problem x {
  module    = tensor([1.0, 1.0])
  optimizer = sgd(lr = 1.0)
  loss      = 0.5 * sum((y() - tensor([1.0, -1.0])) ^ 2)
}

problem y {
  module    = zeros([2])
  optimizer = sgd(lr = 0.5)
  steps     = 60
  loss      = 0.5 * sum(tensor([2.0, 0.2]) * self() ^ 2) - sum(self() * x())
}

u2l x -> y
l2u y -> x via neumann(terms = terms, alpha = 0.5)

run { updates = 1 }
)";

std::string program_in(const Folder& folder) {
  std::ofstream(folder / "program.mlo") << verified;
  return (folder / "program.mlo").string();
}

}  // namespace

TEST_CASE("verify: 1 where a cosine is below the least, 0 where it is not") {
  const Folder folder;
  const std::string file = program_in(folder);
  const Ran poor = mlo_command({"verify", file, "--min-cosine", "0.9999"});
  CHECK(poor.code == 1);
  CHECK_THAT(poor.out, Catch::Contains("l2u y -> x via neumann(terms = terms, alpha = 0.5)   BELOW 0.9999"));
  CHECK(mlo_command({"verify", file, "--min-cosine", "-1"}).code == 0);
  CHECK(mlo_command({"verify", file, "--set", "terms=80", "--min-cosine", "0.9999"}).code == 0);
}

TEST_CASE("verify: as JSON, with every method that is legal") {
  const Folder folder;
  const Ran ran = mlo_command({"verify", program_in(folder), "--format", "json", "--all", "--set", "terms=80"});
  const json out = json::parse(ran.out);
  CHECK(out["good"] == true);
  const json& edge = out["problems"][0]["edges"][0];
  CHECK(edge["method"] == "neumann");
  CHECK(edge["comparisons"][0]["reference"] == "exact");
  CHECK(edge["comparisons"][0]["relative_error"] < 1e-3);
  CHECK(edge["cost"]["products"] == 79);
  CHECK(edge["alternatives"].size() > 8);
}

TEST_CASE("verify: bad options and programs without a hypergradient") {
  const Folder folder;
  const std::string file = program_in(folder);
  CHECK(mlo_command({"verify", file, "--min-cosine", "2"}).code == 2);
  CHECK(mlo_command({"verify", file, "--min-cosine", "x"}).code == 2);
  std::ofstream(folder / "alone.mlo") << "problem x {\n  module    = tensor(1.0)\n  optimizer = sgd(lr = 1.0)\n"
                                         "  loss      = x() ^ 2\n}\n\nrun { updates = 1 }\n";
  const Ran alone = mlo_command({"verify", (folder / "alone.mlo").string()});
  CHECK(alone.code == 0);
  CHECK_THAT(alone.out, Catch::Contains("there is no hypergradient to verify"));
}
