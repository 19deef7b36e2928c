#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {

using Codes = std::vector<std::string>;

/// Two levels; `lower` are the lines of b beside its loss.
Codes two_levels(const std::string& method, const std::string& lower, const std::string& loss = "self + a") {
  return Sketch("problem a { loss = b }\nproblem b { " + lower + "; loss = " + loss +
                " }\nu2l a -> b\nl2u b -> a via " + method + "\n")
      .codes();
}

const char* const trilevel =
    "problem x { loss = z + self }\nproblem y { loss = z + self + x }\nproblem z { loss = self + x + y }\n"
    "u2l x -> y, z\nu2l y -> z\n";

}  // namespace

TEST_CASE("0408: a loss whose only solution is detached") {
  const Sketch sketch("problem a { loss = b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via detach\n");
  REQUIRE(sketch.codes() == Codes{"MLO0408"});
  CHECK(sketch.labelled("MLO0408") == Codes{"detach"});
  CHECK_THAT(sketch.drawn(), Contains("l2u b -> a via detach"));
}

TEST_CASE("0408: a loss that reads nothing, or itself only under `detach`") {
  CHECK(Sketch("env e { }\nproblem a { loss = e }\n").codes() == Codes{"MLO0408"});
  CHECK(Sketch("problem a { loss = detach(self) }\n").codes() == Codes{"MLO0408"});
  CHECK(Sketch("problem a { loss = self + detach(self) }\n").codes().empty());
}

TEST_CASE("0408: a solution that depends on another problem above alone") {
  const Sketch sketch(
      "problem a { loss = c }\nproblem b { loss = c }\nproblem c { loss = self + a }\n"
      "u2l a -> c\nl2u c -> a, b via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0408"});
  CHECK_THAT(sketch.diagnostic("MLO0408").message, Contains("`b`"));
}

TEST_CASE("0408: one solution of two that is differentiated is enough") {
  CHECK(Sketch("problem a { loss = b + c }\nproblem b { loss = self + a }\nproblem c { loss = self + a }\n"
               "u2l a -> b, c\nl2u b -> a via detach\nl2u c -> a via cg\n")
            .codes()
            .empty());
}

TEST_CASE("0409: an implicit method where only the start reads the problem above") {
  const Sketch sketch(
      "problem meta { loss = adapt }\nproblem adapt { init = meta; loss = self }\nu2l meta -> adapt\nl2u adapt -> meta "
      "via cg(3)\n");
  REQUIRE(sketch.codes() == Codes{"MLO0409"});
  CHECK(sketch.primary("MLO0409") == "cg(3)");
  CHECK(sketch.labelled("MLO0409") == Codes{"init = meta"});
  CHECK_THAT(sketch.diagnostic("MLO0409").help, Contains("via unroll") && Contains("first_order"));
}

TEST_CASE("0409: methods that see the start, or a loss that reads it, are fine") {
  for (const char* method : {"unroll", "forward", "first_order", "evolution"})
    CHECK(two_levels(method, "init = a", "self").empty());
  for (const char* method : {"cg", "darts", "neumann", "exact"}) {
    CHECK(two_levels(method, "init = a", "self") == Codes{"MLO0409"});
    CHECK(two_levels(method, "init = a").empty());
  }
}

TEST_CASE("0409: truncation does not reach the start") {
  CHECK(two_levels("unroll(2)", "init = a; steps = 5", "self") == Codes{"MLO0409"});
  CHECK(two_levels("unroll(5)", "init = a; steps = 5", "self").empty());
  CHECK(two_levels("unroll(2)", "init = a; steps = 5").empty());
  CHECK(two_levels("unroll(2)", "optimizer = sgd(a); steps = 5", "self").empty());
}

TEST_CASE("0409: the dependence may come by way of another solution") {
  const std::string text =
      "problem x { loss = z }\nproblem y { loss = self + x }\nproblem z { init = x; loss = self + y }\n"
      "u2l x -> y, z\nu2l y -> z\nl2u z -> x via cg\nl2u y -> x via ";
  CHECK(Sketch(text + "cg\n").codes().empty());
  CHECK(Sketch(text + "detach\n").codes() == Codes{"MLO0409"});
}

TEST_CASE("0409: a start below a middle level") {
  const Sketch sketch(
      "problem x { loss = y }\nproblem y { loss = self + z }\nproblem z { init = x; loss = self + y }\n"
      "u2l x -> z\nu2l y -> z\nl2u z -> y via cg\nl2u y -> x via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0409"});
  CHECK_THAT(sketch.diagnostic("MLO0409").message, Contains("`z` depends on `x`"));
}

TEST_CASE("0410: a learned learning rate under an implicit method, together with 0409") {
  const Sketch sketch(
      "problem meta { loss = fit }\nproblem rates { loss = fit }\nproblem fit { init = meta; optimizer = sgd(rates); "
      "loss = self }\n"
      "u2l meta -> fit\nu2l rates -> fit\nl2u fit -> meta, rates via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0409", "MLO0410"});
  CHECK(sketch.labelled("MLO0410") == Codes{"optimizer = sgd(rates)"});
}

TEST_CASE("0410: also where the loss reads the problem above") {
  CHECK(two_levels("cg", "optimizer = sgd(a)") == Codes{"MLO0410"});
  CHECK(two_levels("unroll", "optimizer = sgd(a)").empty());
}

TEST_CASE("0411: first-order steps where neither start nor optimizer reads the problem above") {
  const Sketch sketch(
      "problem a { loss = b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via first_order\n");
  REQUIRE(sketch.codes() == Codes{"MLO0411"});
  CHECK(sketch.labelled("MLO0411") == Codes{"a"});
  CHECK(two_levels("first_order", "init = a").empty());
  CHECK(two_levels("first_order", "optimizer = sgd(a)").empty());
}

TEST_CASE("0411: a start from further above is differentiated for it") {
  CHECK(Sketch("problem x { loss = y }\nproblem y { loss = self + z }\nproblem z { init = x; loss = self + y }\n"
               "u2l x -> z\nu2l y -> z\nl2u z -> y via first_order\nl2u y -> x via cg\n")
            .codes()
            .empty());
}

TEST_CASE("0417: constraints that an implicit method cannot take") {
  CHECK(two_levels("cg", "constraint = simplex") == Codes{"MLO0417"});
  CHECK(two_levels("cg", "constraint = lambda") == Codes{"MLO0417"});
  CHECK(two_levels("cg", "constraint = at_least").empty());
  CHECK(two_levels("unroll", "constraint = simplex").empty());
}

TEST_CASE("0418: decoupled decay is a warning under implicit methods") {
  CHECK(two_levels("cg", "optimizer = adamw") == Codes{"MLO0418"});
  CHECK(two_levels("cg", "optimizer = adamw(0)").empty());
  CHECK(two_levels("cg", "optimizer = adam(0.01)").empty());
  CHECK(two_levels("unroll", "optimizer = adamw").empty());
}

TEST_CASE("0420: a second derivative that is dropped is named") {
  const Sketch sketch(std::string(trilevel) + "l2u z -> y, x via darts\nl2u y -> x via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0420"});
  CHECK_FALSE(sketch.diagnostics.has_errors());
  CHECK(sketch.labelled("MLO0420") == Codes{"cg"});
  CHECK_THAT(sketch.drawn(), Contains("gradient of `x`"));
}

TEST_CASE("0420: nothing is dropped where no gradient runs through the method, or none differentiates it") {
  CHECK(Sketch(std::string(trilevel) + "l2u z -> y, x via cg\nl2u y -> x via darts\n").codes().empty());
  CHECK(Sketch(examples().at("ignoring")).codes().empty());
}
