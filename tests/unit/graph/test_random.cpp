#include <fmt/format.h>

#include <random>

#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {

/// Up to five problems that read each other, two envs, and edges, all at random.
std::string random_sketch(std::mt19937& random) {
  const auto upto = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const unsigned count = 1 + upto(5);
  std::string text = "env e0 { }\nenv e1 { reads = e0 }\n";
  for (unsigned i = 0; i < count; ++i) {
    text += fmt::format("problem p{} {{ ", i);
    if (upto(4) == 0) text += fmt::format("init = p{}; ", upto(count));
    if (upto(6) == 0) text += fmt::format("optimizer = sgd(p{}); ", upto(count));
    if (upto(4) == 0) text += fmt::format("accumulate = {}; ", 1 + upto(3));
    text += upto(4) == 0 ? "loss = detach(self)" : "loss = self";
    for (unsigned j = 0; j < count; ++j)
      if (j != i && upto(3) == 0) text += upto(4) == 0 ? fmt::format(" + detach(p{})", j) : fmt::format(" + p{}", j);
    text += upto(3) == 0 ? fmt::format(" + e{} }}\n", upto(2)) : " }\n";
  }
  const char* const methods[] = {"unroll", "cg", "darts", "first_order", "detach", "exact", "evolution"};
  for (unsigned edge = 0; edge < upto(2 * count + 1); ++edge) {
    const auto ends = fmt::format("p{} -> p{}", upto(count), upto(count));
    text += upto(2) == 0 ? fmt::format("u2l {}\n", ends) : fmt::format("l2u {} via {}\n", ends, methods[upto(7)]);
  }
  return text;
}

void check_sound(const Sketch& sketch) {
  const std::size_t count = sketch.program.problems.size();
  REQUIRE(sketch.schedule.unit_of.size() == count);
  for (ProblemId a = 0; a < count; ++a)
    for (ProblemId b = 0; b < count; ++b)
      if (sketch.graph.above[a][b]) CHECK(sketch.graph.level[a] < sketch.graph.level[b]);
  for (ProblemId problem = 0; problem < count; ++problem)
    CHECK_FALSE(derivative_paths(sketch.program, sketch.graph, problem).empty());
  CHECK_FALSE(print_plan(sketch.program, sketch.graph, sketch.schedule).empty());
}

}  // namespace

TEST_CASE("random graphs are refused or sound: each problem has a derivative, and a place in the schedule") {
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random_sketch(random);
    INFO(text);
    const Sketch sketch(text);
    INFO(sketch.drawn());
    for (const auto& diagnostic : sketch.diagnostics.sorted()) CHECK_FALSE(diagnostic.help.empty());
    if (sketch.diagnostics.has_errors()) continue;
    ++accepted;
    check_sound(sketch);
  }
  CHECK(accepted > 100);
}
