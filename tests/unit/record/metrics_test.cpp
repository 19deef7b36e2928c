#include "runtime/record/metrics.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/unit/catch.h"

using namespace mlo::record;
using mlo::engine::MetricLine;

TEST_CASE("numbers are written in the shortest form that reads back as the same") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(1.0 / 3) == "0.3333333333333333");
  CHECK(json_number(1) == "1.0");
  CHECK(json_number(-0.0) == "-0.0");
  CHECK(json_number(1e300) == "1e+300");
  CHECK(json_number(5e-324) == "5e-324");
  CHECK(std::stod(json_number(0.4132000207901001)) == 0.4132000207901001);
  CHECK(json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("strings are escaped, and broken UTF-8 cannot break a line") {
  CHECK(json_string("a\"b\\c\n\x01") == R"("a\"b\\c\n\u0001")");
  CHECK(json_string("größe") == "\"größe\"");
  CHECK(nlohmann::json::parse(json_string("\xff")).get<std::string>() == "\xEF\xBF\xBD");
}

TEST_CASE("a problem's line") {
  const MetricLine line{100, MetricLine::Kind::problem, "meta", 0.41, {{"acc", 0.87, {}}}, 0, 12.34567};
  CHECK(metric_line(line) == R"({"update": 100, "problem": "meta", "loss": 0.41, "acc": 0.87, "seconds": 12.346})");
}

TEST_CASE("a validation's line has its draws and standard errors") {
  const MetricLine line{50, MetricLine::Kind::validate, "", {}, {{"acc", 0.89, {0.006}}}, 200, 1};
  CHECK(metric_line(line) ==
        R"({"update": 50, "validate": "", "draws": 200, "acc": 0.89, "acc_se": 0.006, "seconds": 1.0})");
}

TEST_CASE("vectors and images") {
  const std::vector<double> weights = {0.5, 1};
  const MetricLine line{1, MetricLine::Kind::test, "t", {}, {{"w", weights, {}}, {"x", at::Tensor(), {}}}, 0, 0};
  CHECK(metric_line(line, {{"x", "images/x-1.png"}}) ==
        R"({"update": 1, "test": "t", "w": [0.5, 1.0], "x": "images/x-1.png", "seconds": 0.0})");
}

TEST_CASE("a metric that is called as a key of the line is called is kept apart") {
  const MetricLine line{1, MetricLine::Kind::problem, "a", 2.5, {{"loss", 3.5, {}}}, 0, 0};
  CHECK(metric_line(line) == R"({"update": 1, "problem": "a", "loss": 2.5, "metric_loss": 3.5, "seconds": 0.0})");
}
