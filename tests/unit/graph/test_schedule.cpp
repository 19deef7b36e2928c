#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {

/// Names of the units below the unit of `upper`, in order.
std::vector<std::string> plays(const Sketch& sketch, const std::string& upper) {
  std::vector<std::string> names;
  for (const UnitId below : sketch.schedule.units[sketch.schedule.unit_of[sketch[upper]]].below) {
    std::string text;
    for (const ProblemId member : sketch.schedule.units[below].members)
      text += (text.empty() ? "" : "+") + sketch.program.problems[member].name;
    names.push_back(text);
  }
  return names;
}

const Unit& unit(const Sketch& sketch, const std::string& problem) {
  return sketch.schedule.units[sketch.schedule.unit_of[sketch[problem]]];
}

/// A top that accumulates over b, whose lines are given.
Sketch accumulating(const std::string& lower) {
  return Sketch("problem a { accumulate = 4; loss = b }\nproblem b { " + lower +
                "; loss = self + a }\nu2l a -> b\nl2u b -> a via unroll\n");
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("problems below play in order of standing, and then as written") {
  CHECK(plays(Sketch(examples().at("trilevel")), "x") == Names{"y", "z"});
  const std::string edges = "u2l x -> a, b\nl2u a -> x via cg\nl2u b -> x via cg\n";
  CHECK(plays(Sketch("problem x { loss = a + b }\nproblem b { loss = self + x }\nproblem a { loss = self + x }\n" +
                     edges),
              "x") == Names{"b", "a"});
}

TEST_CASE("a problem plays after those that it reads under `detach`, unless they wait for each other") {
  const std::string edges = "u2l x -> a, b\nl2u a -> x via cg\nl2u b -> x via cg\n";
  CHECK(
      plays(
          Sketch(
              "problem x { loss = a + b }\nproblem b { loss = self + x + detach(a) }\nproblem a { loss = self + x }\n" +
              edges),
          "x") == Names{"a", "b"});
  CHECK(plays(Sketch("problem x { loss = a + b }\nproblem b { loss = self + x + detach(a) }\nproblem a { loss = self + "
                     "x + detach(b) }\n" +
                     edges),
              "x") == Names{"b", "a"});
}

TEST_CASE("standing above counts more than a constant") {
  const Sketch sketch(
      "problem x { loss = a + b }\nproblem a { loss = self + x + detach(b) }\nproblem b { loss = self + a }\n"
      "u2l x -> a\nu2l a -> b\nl2u a -> x via cg\nl2u b -> x via cg\n");
  CHECK(plays(sketch, "x") == Names{"a", "b"});
}

TEST_CASE("a round of three that wait for each other is still played") {
  const Sketch sketch(
      "problem x { loss = a + b + c }\nproblem a { loss = self + x + detach(b) }\nproblem b { loss = self + x + "
      "detach(c) }\n"
      "problem c { loss = self + x + detach(a) }\nu2l x -> a, b, c\nl2u a -> x via cg\nl2u b -> x via cg\nl2u c -> x "
      "via cg\n");
  CHECK(plays(sketch, "x") == Names{"a", "c", "b"});  // the first does not wait, then each as it wants
}

TEST_CASE("lockstep: problems that share a problem below are one unit") {
  const Sketch sketch(examples().at("meta_sgd"));
  REQUIRE(sketch.schedule.units.size() == 2);
  CHECK(unit(sketch, "meta").members == sketch.ids({"meta", "rates"}));
  CHECK(unit(sketch, "meta").accumulate == 25);
  CHECK(sketch.schedule.tops == std::vector<UnitId>{sketch.schedule.unit_of[sketch["rates"]]});
}

TEST_CASE("lockstep: problems that share an env are one unit, and what is below all of them plays once") {
  const Sketch sketch(
      "env e { }\nproblem x { loss = a + b }\nproblem a { loss = self + x + e + c }\nproblem b { loss = self + x + e "
      "}\n"
      "problem c { loss = self + a }\nu2l x -> a, b\nl2u a -> x via cg\nl2u b -> x via cg\nu2l a -> c\nl2u c -> a via "
      "cg\n");
  CHECK(plays(sketch, "x") == Names{"a+b"});
  CHECK(plays(sketch, "b") == Names{"c"});
}

TEST_CASE("problems side by side that share nothing are units of their own") {
  const Sketch sketch(
      "problem x { loss = a + b }\nproblem a { loss = self + x }\nproblem b { loss = self + x }\n"
      "u2l x -> a, b\nl2u a -> x via cg\nl2u b -> x via cg\n");
  CHECK(sketch.schedule.units.size() == 3);
}

TEST_CASE("an env is drawn by the uppermost that reads it") {
  const Sketch maml(examples().at("maml"));
  CHECK(maml.schedule.drawn_by[maml.env("task")] == maml.schedule.unit_of[maml["meta"]]);
  CHECK(unit(maml, "meta").envs == std::vector<EnvId>{maml.env("task")});
  CHECK(unit(maml, "adapt").envs.empty());

  const Sketch below(
      "env e { }\nproblem a { loss = b }\nproblem b { loss = self + a + e }\nu2l a -> b\nl2u b -> a via cg\n");
  CHECK(below.schedule.drawn_by[below.env("e")] == below.schedule.unit_of[below["b"]]);
}

TEST_CASE("envs of validations, and those that only validations read, are not drawn in training") {
  const Sketch sketch(
      "env task { }\nproblem a { loss = self + task }\nenv other { }\nvalidate { env task; reads = other }\n");
  REQUIRE(sketch.schedule.drawn_by.size() == 3);
  CHECK(sketch.schedule.drawn_by[sketch.env("task")] == 0);
  CHECK(sketch.schedule.drawn_by[sketch.env("other")] == mlo::sema::nothing);
  CHECK(sketch.schedule.drawn_by[2] == mlo::sema::nothing);
}

TEST_CASE("an env is drawn behind those that it reads, wherever the reader stands") {
  const Sketch sketch("env late { reads = early }\nenv early { }\nproblem a { loss = self + late }\n");
  CHECK(unit(sketch, "a").envs == std::vector<EnvId>{sketch.env("early"), sketch.env("late")});
}

TEST_CASE("passes are independent where everything below restarts and nothing moves") {
  CHECK(unit(accumulating("init = fresh"), "a").independent_passes);
  CHECK(unit(accumulating("init = a"), "a").independent_passes);
  CHECK(unit(accumulating("init = zeros"), "a").why_dependent.empty());
  CHECK_FALSE(unit(accumulating("init = a"), "b").independent_passes);  // a step has one pass
}

TEST_CASE("what binds one pass to the next is said") {
  CHECK_THAT(unit(accumulating("steps = 1"), "a").why_dependent, Contains("`b` continues"));
  CHECK_THAT(unit(accumulating("init = fresh; rollback = true"), "a").why_dependent, Contains("rollback"));
  CHECK_THAT(unit(accumulating("init = fresh; buffers = 1"), "a").why_dependent, Contains("running statistics of `b`"));
  const Sketch own("problem a { buffers = 1; accumulate = 4; loss = self }\n");
  CHECK_THAT(unit(own, "a").why_dependent, Contains("running statistics of `a` move"));
}

TEST_CASE("one problem that continues anywhere below binds the passes") {
  const std::string text =
      "problem a { accumulate = 4; loss = b }\nproblem b { init = fresh; loss = self + a + c }\n"
      "u2l a -> b\nl2u b -> a via cg\nu2l b -> c\nl2u c -> b via cg\n";
  CHECK_THAT(unit(Sketch(text + "problem c { loss = self + b }\n"), "a").why_dependent, Contains("`c` continues"));
  CHECK(unit(Sketch(text + "problem c { init = zeros; loss = self + b }\n"), "a").independent_passes);
}
