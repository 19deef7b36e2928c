#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {
using Codes = std::vector<std::string>;
}

TEST_CASE("0401: an edge down is missing, and the line is certain") {
  const Sketch sketch(
      "problem meta { loss = adapt }\nproblem adapt { init = meta; loss = self }\nl2u adapt -> meta via unroll\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK(sketch.primary("MLO0401") == "meta");
  CHECK_THAT(sketch.diagnostic("MLO0401").message, Contains("`adapt` starts from `meta`"));
  CHECK_THAT(sketch.fixed("MLO0401"), Contains("l2u adapt -> meta via unroll\nu2l meta -> adapt\n"));
  CHECK(Sketch(sketch.fixed("MLO0401")).codes().empty());
}

TEST_CASE("0401: the order is known from another edge") {
  const Sketch sketch("problem a { loss = b }\nproblem b { loss = self + a }\nu2l a -> b\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK_THAT(sketch.diagnostic("MLO0401").help, Contains("`l2u b -> a via unroll`"));
  CHECK_FALSE(sketch.diagnostic("MLO0401").fix.has_value());
}

TEST_CASE("0401: the order is known through a third problem, and the method from another edge") {
  const Sketch sketch(
      "problem x { loss = self + y + z }\nproblem y { loss = self + z + x }\nproblem z { loss = self + y }\n"
      "u2l x -> y\nu2l y -> z\nl2u y -> x via cg(7)\nl2u z -> y via cg(9)\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK_THAT(sketch.diagnostic("MLO0401").help, Contains("`l2u z -> x via cg(iterations = 9)`"));
}

TEST_CASE("0401: a start says which stands above where no edge does") {
  const Sketch sketch("problem meta { loss = adapt }\nproblem adapt { init = meta; loss = self + meta }\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401", "MLO0401"});
  CHECK_THAT(sketch.drawn(),
             Contains("add the edge `u2l meta -> adapt`") && Contains("`l2u adapt -> meta via unroll`"));
}

TEST_CASE("0401: both lines are offered where nothing says the order") {
  const Sketch sketch("problem a { loss = self + b }\nproblem b { loss = self }\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK_THAT(sketch.diagnostic("MLO0401").help, Contains("`u2l b -> a`") && Contains("`l2u b -> a via unroll`"));
}

TEST_CASE("0401: two problems that read each other are one mistake") {
  const Sketch sketch("problem g { loss = self + c }\nproblem c { loss = self + g }\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK(sketch.labelled("MLO0401") == Codes{"g"});
}

TEST_CASE("0401: a start from below cannot be repaired by an edge") {
  const Sketch sketch(
      "problem meta { init = adapt; loss = self + adapt }\nproblem adapt { loss = self + meta }\n"
      "u2l meta -> adapt\nl2u adapt -> meta via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0401"});
  CHECK(sketch.primary("MLO0401") == "init = adapt");
  CHECK_THAT(sketch.diagnostic("MLO0401").help, Contains("detach(adapt)"));
}

TEST_CASE("0401: what is read under `detach` needs no edge") {
  CHECK(Sketch("problem a { loss = self + detach(b) }\nproblem b { loss = self }\n").codes().empty());
}

TEST_CASE("0402: an edge down that nothing reads") {
  const Sketch sketch(
      "problem meta { loss = adapt + self }\nproblem adapt { loss = self }\nu2l meta -> adapt\nl2u adapt -> meta via "
      "cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0402"});
  CHECK(sketch.primary("MLO0402") == "u2l meta -> adapt");
  CHECK(sketch.labelled("MLO0402") == Codes{"loss = self"});
  CHECK_THAT(sketch.drawn(), Contains("exactly zero"));
}

TEST_CASE("0402: the wrong way round is said, turned, and the read not reported again") {
  const Sketch sketch("problem meta { loss = self }\nproblem adapt { init = meta; loss = self }\nu2l adapt -> meta\n");
  REQUIRE(sketch.codes() == Codes{"MLO0402"});
  CHECK_THAT(sketch.diagnostic("MLO0402").help, Contains("wrong way round"));
  CHECK_THAT(sketch.fixed("MLO0402"), Contains("\nu2l meta -> adapt\n"));
}

TEST_CASE("0402: an edge up to a loss that reads nothing of it") {
  const Sketch sketch("problem a { loss = self }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0402"});
  CHECK(sketch.primary("MLO0402") == "l2u b -> a via cg");
}

TEST_CASE("0402: an edge up is used where a solution computed from the lower problem's is read") {
  const std::string problems = "problem x { loss = c }\nproblem b { loss = self + x }\nproblem c { loss = self + b }\n";
  CHECK(
      Sketch(problems + "u2l x -> b\nu2l b -> c\nl2u c -> x via cg\nl2u b -> x via cg\nl2u c -> b via cg\n").codes() ==
      Codes{"MLO0402"});  // only `l2u c -> b`: the loss of b does not read c
  CHECK(Sketch(problems + "u2l x -> b\nu2l b -> c\nl2u c -> x via cg\nl2u b -> x via cg\n").codes().empty());
}

TEST_CASE("0402: what a lower problem reads from below is its own business") {
  const Sketch sketch(
      "problem a { loss = c }\nproblem c { loss = self + b + a }\nproblem b { loss = self + c }\n"
      "u2l a -> c\nu2l c -> b\nl2u b -> c via cg\nl2u c -> a via cg\nl2u b -> a via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0402"});
  CHECK(sketch.primary("MLO0402") == "l2u b -> a via cg");
}

TEST_CASE("0402: reads under `detach` make an edge down useless, and an edge up a matter of `via detach`") {
  const std::string down =
      "problem g { loss = self + c }\nproblem c { loss = self + detach(g) }\nl2u c -> g via detach\n";
  CHECK(Sketch(down).codes().empty());
  const Sketch useless(down + "u2l g -> c\n");
  REQUIRE(useless.codes() == Codes{"MLO0402"});
  CHECK(Sketch(useless.fixed("MLO0402")).codes().empty());

  const std::string up =
      "problem g { loss = self + detach(c) }\nproblem c { loss = self + g }\nu2l g -> c\nl2u c -> g via ";
  CHECK(Sketch(up + "detach\n").codes().empty());
  CHECK(Sketch(up + "cg\n").codes() == Codes{"MLO0402"});
}

TEST_CASE("0402: one name of several is taken out with its comma") {
  const std::string start =
      "problem x { loss = y + z }\nproblem y { loss = self + x }\nproblem z { loss = self + detach(x) }\n";
  const Sketch last(start + "u2l x -> y, z\nl2u y -> x via cg\nl2u z -> x via cg\n");
  REQUIRE(last.codes() == Codes{"MLO0402"});
  CHECK_THAT(last.fixed("MLO0402"), Contains("u2l x -> y\n"));
  const Sketch first(start + "u2l x -> z, y\nl2u y -> x via cg\nl2u z -> x via cg\n");
  CHECK_THAT(first.fixed("MLO0402"), Contains("u2l x -> y\n"));
}

TEST_CASE("0403: an edge that stands twice is taken out") {
  const std::string text =
      "problem g { loss = self + c }\nproblem c { loss = self + g }\nu2l g -> c\nl2u c -> g via cg\n";
  const Sketch sketch(text + "u2l g -> c\n");
  REQUIRE(sketch.codes() == Codes{"MLO0403"});
  CHECK(sketch.labelled("MLO0403") == Codes{"u2l g -> c"});
  CHECK(Sketch(sketch.fixed("MLO0403")).codes().empty());
}

TEST_CASE("0403: two methods for one solution") {
  const Sketch sketch(
      "problem g { loss = self + c }\nproblem c { loss = self + g }\nu2l g -> c\nl2u c -> g via cg\nl2u c -> g via "
      "unroll\n");
  REQUIRE(sketch.codes() == Codes{"MLO0403"});
  CHECK_THAT(sketch.drawn(), Contains("first via `cg`") && Contains("again, via `unroll`"));
  CHECK_FALSE(sketch.diagnostic("MLO0403").fix.has_value());
}

TEST_CASE("0404: above and below at once, with the edge that nothing reads named") {
  const Sketch sketch(
      "problem a { loss = self + b }\nproblem b { init = a; loss = self }\nu2l a -> b\nl2u b -> a via unroll\nl2u a -> "
      "b via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0404"});
  CHECK(sketch.primary("MLO0404") == "l2u a -> b via cg");
  CHECK(sketch.labelled("MLO0404") == Codes{"u2l a -> b", "l2u b -> a via unroll", "init = a"});
  CHECK_THAT(sketch.drawn(), Contains("`a` stands above `b` and below it at once") && Contains("+-----+"));
  CHECK(Sketch(sketch.fixed("MLO0404")).codes().empty());
}

TEST_CASE("0404: an edge up for a solution that is read through another is not the one to take out") {
  const std::string text = examples().at("trilevel") + "u2l y -> x\n";
  const Sketch sketch(text);
  REQUIRE(sketch.codes() == Codes{"MLO0404"});
  CHECK(sketch.primary("MLO0404") == "u2l y -> x");
  CHECK(Sketch(sketch.fixed("MLO0404")).codes().empty());
}

TEST_CASE("0404: two problems that read each other get both orders to choose from") {
  const Sketch sketch(
      "problem meta { loss = adapt + self }\nproblem adapt { loss = self + meta }\nu2l meta -> adapt\nl2u meta -> "
      "adapt via unroll\n");
  REQUIRE(sketch.codes() == Codes{"MLO0404"});
  CHECK_THAT(sketch.diagnostic("MLO0404").help, Contains("`u2l meta -> adapt` and `l2u adapt -> meta via unroll`"));
}

TEST_CASE("0404: a cycle of three is drawn, all its edges labelled") {
  const Sketch sketch(
      "problem a { loss = self + c }\nproblem b { loss = self + a }\nproblem c { loss = self + b }\n"
      "u2l a -> b\nu2l b -> c\nu2l c -> a\n");
  REQUIRE(sketch.codes() == Codes{"MLO0404"});
  CHECK(sketch.labelled("MLO0404").size() == 2);
  CHECK(sketch.diagnostic("MLO0404").notes.front() ==
        "each stands above the next, and the last above the first:\n"
        "    +-----+\n    |     a\n    |     v\n    |     b\n    |     v\n    |     c\n    +-----+");
}

TEST_CASE("0404: each of two cycles is one error; what is independent of them is reported too") {
  const Sketch sketch(
      "problem a { loss = self + b }\nproblem b { loss = self + a }\nproblem c { loss = self + d }\n"
      "problem d { loss = self + c }\nproblem e { loss = self + f }\nproblem f { loss = self }\n"
      "u2l a -> b\nu2l b -> a\nu2l c -> d\nu2l d -> c\n");
  CHECK(sketch.codes() == Codes{"MLO0401", "MLO0404", "MLO0404"});
}

TEST_CASE("0405: an edge down with no way back") {
  const Sketch sketch("problem a { loss = self }\nproblem b { loss = self + a }\nu2l a -> b\n");
  REQUIRE(sketch.codes() == Codes{"MLO0405"});
  CHECK(sketch.labelled("MLO0405") == Codes{"a", "loss = self"});
  CHECK_THAT(sketch.diagnostic("MLO0405").help, Contains("`l2u b -> a via unroll`") && Contains("detach(a)"));
}

TEST_CASE("0405: the way back may lead through other problems, and by any method") {
  CHECK(Sketch("problem x { loss = self + y }\nproblem y { loss = self + z }\nproblem z { loss = self + x }\n"
               "u2l x -> z\nl2u z -> y via cg\nl2u y -> x via cg\n")
            .codes()
            .empty());
  CHECK(Sketch("problem a { loss = self + b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via detach\n")
            .codes()
            .empty());
}

TEST_CASE("0405: an edge that is reported already is no second mistake") {
  const Sketch sketch(
      "problem x { loss = self + y }\nproblem y { loss = self + z }\nproblem z { loss = self + x }\n"
      "u2l x -> z\nl2u z -> y via cg\nu2l x -> y\n");
  REQUIRE(sketch.codes() == Codes{"MLO0402"});  // `u2l x -> y`, for which `l2u y -> x via ...` is meant
  CHECK(sketch.primary("MLO0402") == "u2l x -> y");
}

TEST_CASE("0405: a problem that differentiates both is a way back") {
  const std::string diamond =
      "problem x { loss = y1 + y2 }\nproblem y1 { loss = self + x }\nproblem y2 { loss = self + x + y1 }\n"
      "u2l x -> y1, y2\nu2l y1 -> y2\n";
  CHECK(Sketch(diamond + "l2u y1 -> x via cg\nl2u y2 -> x via cg\n").codes() == Codes{});
}

TEST_CASE("0406: an edge to itself") {
  const Sketch sketch("problem a { loss = self }\nu2l a -> a\n");
  REQUIRE(sketch.codes() == Codes{"MLO0406"});
  CHECK(Sketch(sketch.fixed("MLO0406")).codes().empty());
}

TEST_CASE("0407: a dependence through another solution, once, with the line to add") {
  const Sketch sketch(
      "problem x { loss = z + self }\nproblem y { loss = z + self + x }\nproblem z { loss = self + x + y }\n"
      "u2l x -> y, z\nu2l y -> z\nl2u z -> y, x via exact\n");
  REQUIRE(sketch.codes() == Codes{"MLO0407"});
  CHECK(sketch.primary("MLO0407") == "z");
  CHECK(sketch.labelled("MLO0407") == Codes{"u2l y -> z"});
  CHECK_THAT(sketch.diagnostic("MLO0407").help, Contains("`l2u y -> x via unroll`"));
}

TEST_CASE("0407: at depth, where the nearer edges stand") {
  const Sketch sketch(
      "problem x { loss = c }\nproblem a { loss = self + x }\nproblem b { loss = self + a }\nproblem c { loss = self + "
      "b }\n"
      "u2l x -> a\nu2l a -> b\nu2l b -> c\nl2u c -> x via cg\nl2u b -> x via cg\n");
  REQUIRE(sketch.codes() == Codes{"MLO0407"});
  CHECK_THAT(sketch.diagnostic("MLO0407").help, Contains("l2u a -> x"));
}

TEST_CASE("0407: a problem beside, or behind a detached edge, is a constant") {
  CHECK(Sketch(examples().at("meta_sgd")).codes().empty());
  const Sketch detached(
      "problem x { loss = z + self }\nproblem y { loss = z + self + x }\nproblem z { loss = self + x + y }\n"
      "u2l x -> y, z\nu2l y -> z\nl2u z -> y via exact\nl2u z -> x via detach\n");
  CHECK(detached.codes() == Codes{"MLO0405"});  // y is played for nobody
}
