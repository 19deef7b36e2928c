#include <fmt/format.h>

#include "compiler/graph/text/cost.h"
#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {

/// `x-y-z`: the problems of each path.
std::vector<std::string> paths(const Sketch& sketch, const std::string& upper) {
  std::vector<std::string> all;
  for (const auto& path : derivative_paths(sketch.program, sketch.graph, sketch[upper])) {
    std::string text;
    for (const ProblemId problem : path.problems)
      text += (text.empty() ? "" : "-") + sketch.program.problems[problem].name;
    all.push_back(text);
  }
  return all;
}

using Paths = std::vector<std::string>;

const char* const diamond =
    "problem x { loss = y1 + y2 }\nproblem y1 { loss = self + x }\nproblem y2 { loss = self + x + y1 }\n"
    "u2l x -> y1, y2\nu2l y1 -> y2\nl2u y1 -> x via cg(4)\nl2u y2 -> x via cg(4)\n";

/// Diamonds one behind the other: in each, a and b read the last output, and the next output reads both.
std::string ladder(int diamonds) {
  std::string problems = fmt::format("problem x {{ loss = o{} }}\nproblem o0 {{ loss = self + x }}\n", diamonds);
  std::string edges = "u2l x -> o0\nl2u o0 -> x via cg(1)\n";
  for (int i = 1; i <= diamonds; ++i) {
    problems += fmt::format(
        "problem a{0} {{ loss = self + o{1} }}\nproblem b{0} {{ loss = self + o{1} }}\n"
        "problem o{0} {{ loss = self + a{0} + b{0} }}\n",
        i, i - 1);
    edges += fmt::format(
        "u2l o{1} -> a{0}, b{0}\nu2l a{0} -> o{0}\nu2l b{0} -> o{0}\nl2u a{0} -> x via cg(1)\n"
        "l2u b{0} -> x via cg(1)\nl2u o{0} -> x via cg(1)\n",
        i, i - 1);
  }
  return problems + edges;
}

std::string chain(int levels, const std::string& method) {
  std::string problems = "problem p1 { loss = self + p2 }\n";
  std::string edges;
  for (int i = 2; i <= levels; ++i) {
    problems += fmt::format("problem p{} {{ loss = self + p{}{} }}\n", i, i - 1,
                            i < levels ? fmt::format(" + p{}", i + 1) : "");
    edges += fmt::format("u2l p{1} -> p{0}\nl2u p{0} -> p{1} via {2}\n", i, i - 1, method);
  }
  return problems + edges;
}

}  // namespace

TEST_CASE("a solution depends on what is read, less what is below") {
  const Sketch sketch(examples().at("trilevel"));
  CHECK(sketch.graph.free_reads[sketch["z"]] == sketch.ids({"x", "y"}));
  CHECK(sketch.graph.free_reads[sketch["y"]] == sketch.ids({"x"}));
  CHECK(sketch.graph.free_reads[sketch["x"]].empty());
}

TEST_CASE("a solution depends on what those below it depend on, unless they are detached") {
  const std::string text =
      "problem x { loss = self + y }\nproblem y { loss = self + z }\nproblem z { loss = self + x }\n"
      "u2l x -> z\nl2u y -> x via cg\nl2u z -> y via ";
  const Sketch differentiated(text + "cg\n");
  CHECK(differentiated.graph.free_reads[differentiated["y"]] == differentiated.ids({"x"}));
  const Sketch detached(text + "detach\n");
  CHECK(detached.graph.free_reads[detached["y"]].empty());
}

TEST_CASE("levels are longest ways from a top") {
  const Sketch sketch(examples().at("ignoring"));
  CHECK(sketch.graph.level == std::vector<int>{0, 1, 2});
}

TEST_CASE("paths of the three-level problem, each a term of its total derivative") {
  const Sketch sketch(examples().at("trilevel"));
  CHECK(paths(sketch, "x") == Paths{"x", "x-z", "x-z-y", "x-z-y-z"});
  CHECK(paths(sketch, "y") == Paths{"y", "y-z"});
}

TEST_CASE("paths through the response of a lower problem alone") {
  const Sketch sketch(examples().at("ignoring"));
  CHECK(paths(sketch, "reweight") == Paths{"reweight-finetune-pretrain", "reweight-pretrain"});
  CHECK(paths(sketch, "finetune") == Paths{"finetune"});
}

TEST_CASE("a path says its methods and the lines that it runs through") {
  const Sketch sketch(
      "problem a { loss = b }\nproblem b { init = a; optimizer = sgd(a); loss = self + a }\nu2l a -> b\nl2u b -> a via "
      "unroll\n");
  const auto found = derivative_paths(sketch.program, sketch.graph, sketch["a"]);
  REQUIRE(found.size() == 1);
  CHECK(found[0].methods == std::vector<std::string>{"unroll"});
  CHECK(found[0].through == std::vector<std::string>{"init, optimizer, loss"});
}

TEST_CASE("an implicit method has no path through a start") {
  const Sketch sketch(examples().at("maml"));
  const auto found = derivative_paths(sketch.program, sketch.graph, sketch["meta"]);
  REQUIRE(found.size() == 1);
  CHECK(found[0].through == std::vector<std::string>{"loss"});
  CHECK(found[0].methods == std::vector<std::string>{"cg(iterations = 3)"});
}

TEST_CASE("both sides of a diamond") {
  const Sketch sketch(diamond);
  REQUIRE(sketch.codes().empty());
  CHECK(paths(sketch, "x") == Paths{"x-y1", "x-y2", "x-y2-y1"});
}

TEST_CASE("a ladder of twenty diamonds has a million paths, of which a few are listed") {
  const Sketch sketch(ladder(20));
  REQUIRE(sketch.codes().empty());
  CHECK(derivative_paths(sketch.program, sketch.graph, sketch["x"]).size() == 64);
  CHECK(derivative_paths(sketch.program, sketch.graph, sketch["x"], 3).size() == 3);
  CHECK(derivative_paths(Sketch(ladder(3)).program, Sketch(ladder(3)).graph, 0).size() == 8);
  CHECK_THAT(print_plan(sketch.program, sketch.graph, sketch.schedule), Contains("these are the first 64 paths"));
}

TEST_CASE("the cost of a ladder is linear in its length") {
  const Sketch sketch(ladder(20));
  const auto products = hessian_products(sketch.program, sketch.graph, sketch["x"]);
  REQUIRE(products);
  CHECK(products->count == 61);
  CHECK(products->exact);
}

TEST_CASE("Hessian-vector products of nested solves multiply: n, 2n^2 + 2n") {
  for (const int n : {2, 4}) {
    const std::string cg = fmt::format("cg({})", n);
    const Sketch two(chain(2, cg));
    const Sketch three(chain(3, cg));
    const Sketch four(chain(4, cg));
    CHECK(hessian_products(two.program, two.graph, 0)->count == n);
    CHECK(hessian_products(three.program, three.graph, 0)->count == 2 * n * n + 2 * n);
    CHECK(hessian_products(three.program, three.graph, 0)->exact);
    CHECK_FALSE(hessian_products(four.program, four.graph, 0)->exact);
  }
}

TEST_CASE("products that depend on sizes are not counted; unrolling and differences make none") {
  const Sketch exact(chain(2, "exact"));
  CHECK_FALSE(hessian_products(exact.program, exact.graph, 0).has_value());
  for (const char* method : {"unroll", "darts", "neumann(1)"}) {
    const Sketch sketch(chain(2, method));
    CHECK(hessian_products(sketch.program, sketch.graph, 0)->count == 0);
  }
}
