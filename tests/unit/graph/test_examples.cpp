#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph::test;

TEST_CASE("no rule fires on the graphs of the example programs") {
  REQUIRE(examples().size() == 10);
  for (const auto& [name, text] : examples()) {
    const Sketch sketch(text);
    INFO(name << "\n" << sketch.drawn());
    CHECK(sketch.codes().empty());
  }
}
