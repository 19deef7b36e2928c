#include "runtime/record/recorder.h"

#include <ATen/ATen.h>

#include <nlohmann/json.hpp>

#include "runtime/record/environment.h"
#include "runtime/record/error.h"
#include "runtime/record/image.h"
#include "runtime/record/options.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"

using namespace mlo::record;
using mlo::engine::MetricLine;
using mlo::test::content;
using mlo::test::Folder;

TEST_CASE("each metric line is on disk at once") {
  const Folder folder;
  Recorder recorder(folder.path(), false);
  const Recorded first = recorder.metrics({1, MetricLine::Kind::problem, "a", 0.5, {}, 0, 0});
  CHECK(content(folder / "metrics.jsonl") == first.json + "\n");
  const Recorded second = recorder.metrics({2, MetricLine::Kind::problem, "a", 0.25, {}, 0, 0});
  CHECK(content(folder / "metrics.jsonl") == first.json + "\n" + second.json + "\n");
}

TEST_CASE("an image becomes a file that the line names; another block's of that name stands beside it") {
  const Folder folder;
  Recorder recorder(folder.path(), false);
  const auto line_of = [](std::string owner) {
    return MetricLine{5, MetricLine::Kind::problem, std::move(owner), {}, {{"digits", at::rand({1, 4, 3}), {}}}, 0, 0};
  };
  CHECK(nlohmann::json::parse(recorder.metrics(line_of("a")).json).at("digits") == "images/digits-5.png");
  CHECK(recorder.metrics(line_of("b")).images.at("digits") == "images/digits-5-b.png");
  const std::string png = content(folder / "images/digits-5.png");
  CHECK(png.substr(1, 3) == "PNG");
  CHECK(png.substr(16, 8) == std::string("\0\0\0\3\0\0\0\4", 8));  // width and height
}

TEST_CASE("an image of another shape is refused with its shape") {
  const Folder folder;
  CHECK_NOTHROW(write_png(folder / "rgb.png", at::rand({3, 2, 2})));
  CHECK_THROWS_WITH(write_png(folder / "x.png", at::rand({2, 4, 4})), Catch::Contains("[2, 4, 4]"));
  CHECK_THROWS_AS(write_png(folder / "x.png", at::rand({4, 4})), FileError);
  CHECK_THROWS_AS(write_png(folder / "no/such/folder.png", at::rand({1, 4, 4})), FileError);
}

TEST_CASE("details reach the log only where they are wanted") {
  for (const bool details : {false, true}) {
    const Folder folder;
    Recorder recorder(folder.path(), details);
    recorder.log("first\nsecond {}");
    recorder.detail("a detail");
    const std::string log = content(folder / "log.txt");
    CHECK_THAT(log, Catch::Contains("  first\n") && Catch::Contains("  second {}\n"));
    CHECK((log.find("a detail") != std::string::npos) == details);
  }
}

TEST_CASE("checkpoints stand under their names") {
  const Folder folder;
  const Recorder recorder(folder.path(), false);
  recorder.checkpoint(true, {});
  recorder.checkpoint(false, {});
  CHECK(std::filesystem::exists(folder / "checkpoints/best.pt"));
  CHECK(std::filesystem::exists(folder / "checkpoints/last.pt"));
}

TEST_CASE("options are recorded as given and as used") {
  mlo::sema::Program program;
  mlo::sema::Option ways;
  ways.name = "ways";
  ways.default_value.value = std::int64_t{5};
  ways.value.value = std::int64_t{20};
  program.options.push_back(ways);
  Given given;
  given.program = "maml.mlo";
  given.settings = {{"ways", "20"}};
  given.seed = 3;
  const auto json = nlohmann::json::parse(options_json(program, given, {300, 3, 2, "cpu"}));
  CHECK(json["program"] == "maml.mlo");
  CHECK(json["options"]["ways"].dump() == R"({"default":5,"given":"20","used":20})");
  CHECK(json["updates"].dump() == R"({"given":null,"used":300})");
  CHECK(json["seed"].dump() == R"({"given":3,"used":3})");
  CHECK(json["device"].dump() == R"({"given":null,"used":"cpu"})");
}

TEST_CASE("the environment names versions, and not the machine") {
  const auto json = nlohmann::json::parse(environment_json("cpu", 2));
  CHECK(json["libtorch"].get<std::string>().find('.') != std::string::npos);
  CHECK(json["threads"] == 2);
  CHECK(json["blas"] != "unknown");
  CHECK(json["cpu_capability"] != "unknown");
}
