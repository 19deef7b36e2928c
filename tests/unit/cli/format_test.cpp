#include "runtime/cli/watch/format.h"

#include "runtime/cli/watch/results.h"
#include "tests/unit/catch.h"

using namespace mlo;
using namespace mlo::cli;
using engine::MetricLine;

TEST_CASE("numbers for people") {
  CHECK(human_number(0) == "0.0000");
  CHECK(human_number(0.41324) == "0.4132");
  CHECK(human_number(-12.5) == "-12.5000");
  CHECK(human_number(1.234e-5) == "1.234e-05");
  CHECK(human_number(1.5e7) == "1.500e+07");
}

TEST_CASE("durations") {
  CHECK(human_duration(0.4) == "0:00");
  CHECK(human_duration(74) == "1:14");
  CHECK(human_duration(3723) == "1:02:03");
  CHECK(human_duration(-1) == "0:00");
}

TEST_CASE("lines of one run stand in columns") {
  const Columns columns{300, 8};
  const MetricLine problem{10, MetricLine::Kind::problem, "meta", 0.4132, {{"acc", 0.872, {}}}, 0, 0};
  CHECK(human_line(problem, columns, {}, false) == "update  10/300  meta      loss 0.4132  acc 0.8720");
  const MetricLine validation{100, MetricLine::Kind::validate, "", {}, {{"acc", 0.89, {0.01}}}, 200, 0};
  CHECK(human_line(validation, columns, {}, true) == "update 100/300  validate  acc 0.8900 ± 0.0196  best");
}

TEST_CASE("a result has its 95% interval") {
  const MetricLine line{300, MetricLine::Kind::test, "", {}, {{"acc", 0.5, {0.1}}}, 500, 0};
  CHECK(human_result(line, {}) == "test  acc 0.5000 ± 0.1960  (95% interval, 500 draws)");
  const MetricLine by_class{300, MetricLine::Kind::test, "", {}, {{"acc", std::vector{0.5, 0.75}, {0.1, 0.2}}}, 500, 0};
  CHECK(human_result(by_class, {}) == "test  acc [0.5000 ± 0.1960, 0.7500 ± 0.3920]  (95% interval, 500 draws)");
}

TEST_CASE("progress") {
  engine::Progress progress;
  progress.update = 20;
  progress.updates = 300;
  progress.loss = {"meta", 0.5};
  progress.best = {"acc", 0.75};
  CHECK(human_progress(progress, 10) == "update  20/300  meta 0.5000  best acc 0.7500  10 updates/s  0:28 left");
  progress.doing = "test";
  CHECK(human_progress(progress, 10) == "update  20/300  meta 0.5000  best acc 0.7500  test");
}

TEST_CASE("the closing line of --format json") {
  engine::Outcome outcome;
  outcome.updates = 300;
  outcome.seconds = 12.34567;
  outcome.tests = {{300, MetricLine::Kind::test, "", {}, {{"acc", 0.5, {0.1}}}, 500, 0},
                   {300, MetricLine::Kind::test, "hard", {}, {{"acc", 0.25, {}}}, 0, 0}};
  outcome.print = {{"w", "[[1, 2]]", {}}, {"x", 1.0, {}}};
  CHECK(
      json_results({outcome, {{}, {}}, {}, 100.04}) ==
      R"({"event": "done", "updates": 300, "seconds": 12.346, "peak_rss_mb": 100.0, )"
      R"("test": {"acc": 0.5, "acc_se": 0.1, "hard": {"acc": 0.25}}, "print": {"w": "[[1, 2]]", "x": 1.0}, "health": []})");
  outcome.interrupted = true;
  CHECK_THAT(json_results({outcome, {{}, {}}, {}, 1}), Catch::StartsWith(R"({"event": "interrupted")"));
  CHECK(json_failure(3, 0.5, 1, "a \"b\"") ==
        R"({"event": "failed", "updates": 3, "seconds": 0.5, "peak_rss_mb": 1.0, "message": "a \"b\""})");
}
