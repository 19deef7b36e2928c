#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {
using Codes = std::vector<std::string>;
const char* const edges_of_two = "problem a { loss = self + b }\nu2l a -> b\nl2u b -> a via cg\n";
}  // namespace

TEST_CASE("0412: lockstep problems need equal steps, accumulate and warmup") {
  const Sketch sketch(
      "env e { }\nproblem a { steps = 2; accumulate = 4; loss = self + e }\nproblem b { accumulate = 3; loss = self + "
      "e }\n");
  REQUIRE(sketch.codes() == Codes{"MLO0412", "MLO0412"});
  CHECK_THAT(sketch.drawn(), Contains("both read the env `e`") && Contains("write `steps = 2` in both"));
}

TEST_CASE("0412: sharing a problem directly below is lockstep too") {
  std::string text = examples().at("meta_sgd");
  text.replace(text.find("accumulate = 25"), 15, "accumulate = 24");
  const Sketch sketch(text);
  REQUIRE(sketch.codes() == Codes{"MLO0412"});
  CHECK_THAT(sketch.drawn(), Contains("stand directly above `fit`"));
}

TEST_CASE("0413: two tops that share nothing are a warning") {
  const Sketch sketch("problem a { loss = self }\nproblem b { loss = self }\n");
  REQUIRE(sketch.codes() == Codes{"MLO0413"});
  CHECK_FALSE(sketch.diagnostics.has_errors());
  CHECK(sketch.schedule.tops.size() == 2);
}

TEST_CASE("0413: an env, a constant or a problem below is shared") {
  CHECK(Sketch("env e { }\nproblem a { loss = self + e }\nproblem b { loss = self + e }\n").codes().empty());
  CHECK(Sketch("problem a { loss = self }\nproblem b { loss = self + detach(a) }\n").codes().empty());
  CHECK(Sketch(examples().at("meta_sgd")).codes().empty());
}

TEST_CASE("0414: nothing to run") { CHECK(Sketch("env e { }\n").codes() == Codes{"MLO0414"}); }

TEST_CASE("0415: warm-up and rollback are about problems above") {
  CHECK(Sketch("problem a { warmup = 10; rollback = true; loss = self }\n").codes() == Codes{"MLO0415", "MLO0415"});
  CHECK(Sketch(std::string("problem b { warmup = 10; rollback = true; loss = self + a }\n") + edges_of_two)
            .codes()
            .empty());
}

TEST_CASE("0419: an env that nothing reads") {
  CHECK(Sketch("env e { }\nproblem a { loss = self }\n").codes() == Codes{"MLO0419"});
  CHECK(Sketch("env e { }\nproblem a { loss = self }\nvalidate { reads = e }\n").codes().empty());
  CHECK(Sketch("env e { }\nenv f { reads = e }\nproblem a { loss = self }\n").codes() == Codes{"MLO0419"});
}

TEST_CASE("0421: lockstep with problems of which one is above the other") {
  const Sketch sketch(
      "env e { }\nenv f { }\nproblem p { loss = self + r + e }\nproblem q { loss = self + e + f }\n"
      "problem r { loss = self + p + f }\nu2l p -> r\nl2u r -> p via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0421"});
  CHECK_THAT(sketch.drawn(), Contains("both read the env `e`") && Contains("both read the env `f`"));
}

TEST_CASE("0421: lockstep of a top with a problem that is none") {
  const Sketch sketch(
      "env e { }\nproblem x { loss = self + y }\nproblem y { loss = self + x + e }\nproblem t { loss = self + e }\n"
      "u2l x -> y\nl2u y -> x via cg\n");
  CHECK(sketch.codes() == Codes{"MLO0421"});
}

TEST_CASE("0421: two groups that stand above each other") {
  const Sketch sketch(
      "env e { }\nenv f { }\nproblem x { loss = self + p1 + q2 }\n"
      "problem p1 { loss = self + q1 + e + x }\nproblem p2 { loss = self + e + q2 }\n"
      "problem q1 { loss = self + f + p1 }\nproblem q2 { loss = self + p2 + f + x }\n"
      "u2l x -> p1, q2\nu2l p1 -> q1\nl2u q1 -> p1 via cg\nu2l q2 -> p2\nl2u p2 -> q2 via cg\n"
      "l2u p1 -> x via cg\nl2u q2 -> x via cg\n");
  CHECK(sketch.codes() == Codes{"MLO0421"});
}

TEST_CASE("0424: a round that sees a new draw at each step, and one where it is measured") {
  const auto codes = [](const std::string& env, const std::string& upper, const std::string& lower,
                        const std::string& measure) {
    return Sketch("env e { " + env + " }\nproblem a { loss = b" + upper + " }\nproblem b { " + lower +
                  "; loss = self + a + e }\nu2l a -> b\nl2u b -> a via unroll\nvalidate { " + measure +
                  "; metric acc }\n")
        .codes();
  };
  const std::string solved = "solve = b; reads = e";
  CHECK(codes("", "", "init = a; steps = 2", solved) == Codes{"MLO0424"});
  CHECK(codes("hold = 2", "", "init = a; steps = 2; accumulate = 2", solved) == Codes{"MLO0424"});
  CHECK(codes("hold = 2", "", "init = a; steps = 2", solved).empty());
  CHECK(codes("", " + e", "init = a; steps = 2", solved).empty());
  CHECK(codes("", "", "init = a; steps = 1", solved).empty());
  CHECK(codes("", "", "steps = 2", solved).empty());
  CHECK(codes("", "", "init = a; steps = 2", "solve = b").empty());
}
