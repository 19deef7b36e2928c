#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {
std::string plan(const Sketch& sketch) { return print_plan(sketch.program, sketch.graph, sketch.schedule); }
}  // namespace

TEST_CASE("the plan of implicit MAML") {
  CHECK(plan(Sketch(examples().at("maml"))) ==
        R"(problems
  level 0  meta   adamw  continues, 1 step of 16 passes
  level 1  adapt  sgd    starts from meta, 5 steps

edges
  u2l meta -> adapt                         start and loss of adapt read meta
  l2u adapt -> meta via cg(iterations = 3)  loss of meta reads adapt

gradient of meta
  meta -> adapt (loss) via cg(iterations = 3) -> meta
  dropped: cg does not see that adapt starts from meta
  Hessian-vector products: 3 a pass

rounds
  update: one round of meta
    16 passes, independent of each other:
      draw task
      round of adapt: starts from meta, 5 steps
      gradient of meta
    step of meta, by the mean of 16 gradients

validations
  validate every 50 updates; 200 draws of task; solves adapt in 5 steps; measures acc;
      keeps max(acc)
  test after the run; 500 draws of task; solves adapt in 5 steps; measures acc
)");
}

TEST_CASE("the plan of the three-level problem: gradients and rounds") {
  const std::string text = plan(Sketch(examples().at("trilevel")));
  CHECK_THAT(text, Contains(R"(gradient of x
  x, directly: its loss reads its own parameters
  x -> z (loss) via exact -> x
  x -> z (loss) via exact -> y (loss) via exact -> x
  x -> z (loss) via exact -> y (loss) via exact -> z (loss) via exact -> x
)"));
  CHECK_THAT(text, Contains(R"(  update: one round of x
    round of y: continues, 40 steps, each:
      round of z: continues, 20 steps
      gradient of y
      step of y
    round of z: continues, 20 steps; played again only if what it reads has moved
    gradient of x
    step of x
)"));
}

TEST_CASE("the plan says what methods drop") {
  CHECK_THAT(plan(Sketch(examples().at("gan"))),
             Contains("dropped: the solution of critic is a constant to generator (via detach)"));
  CHECK_THAT(
      plan(Sketch(
          "problem a { loss = b }\nproblem b { init = a; loss = self + a }\nu2l a -> b\nl2u b -> a via first_order\n")),
      Contains("dropped: first_order takes the gradients in the steps of b as constants"));
  CHECK_THAT(plan(Sketch(
                 "problem x { loss = z + self }\nproblem y { loss = z + self + x }\nproblem z { loss = self + x + y }\n"
                 "u2l x -> y, z\nu2l y -> z\nl2u z -> y, x via darts\nl2u y -> x via cg\n")),
             Contains("dropped: darts cannot be differentiated again"));
}

TEST_CASE("the plan says why passes are not independent, and what is taken again") {
  const std::string text =
      plan(Sketch("env e { hold = 2 }\nproblem a { accumulate = 4; steps = 3; loss = b + e }\n"
                  "problem b { warmup = 20; rollback = true; loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n"));
  CHECK_THAT(text, Contains("4 passes, one after another (`b` continues from round to round):"));
  CHECK_THAT(text, Contains("20 steps of warm-up, rolls back"));
  CHECK_THAT(text, Contains("draw e, kept for 2 passes"));
  CHECK_THAT(text, Contains("the round of b again, from the same state (rollback)"));
  CHECK_THAT(text, Contains("    3 steps, each:\n"));
}

TEST_CASE("plans of the examples fit 100 columns") {
  for (const auto& [name, text] : examples()) {
    std::istringstream lines(plan(Sketch(text)));
    for (std::string line; std::getline(lines, line);) {
      INFO(name << ": " << line);
      CHECK(line.size() <= 100);
    }
  }
}

TEST_CASE("the listing of a graph") {
  const Sketch sketch(examples().at("meta_sgd"));
  CHECK(print_graph(sketch.program, sketch.graph) == R"(problem meta, level 0
  loss reads: fit
  envs: wave
  below: fit
  solution depends on: rates
problem rates, level 0
  loss reads: fit
  envs: wave
  below: fit
  solution depends on: meta
problem fit, level 1
  loss reads: self
  start reads: meta
  optimizer reads: rates
  envs: wave
  solution depends on: meta, rates
u2l meta -> fit
u2l rates -> fit
l2u fit -> meta via unroll
l2u fit -> rates via unroll
)");
}

TEST_CASE("the listing of a schedule") {
  const Sketch sketch(examples().at("meta_sgd"));
  CHECK(print_schedule(sketch.program, sketch.schedule) == R"(unit 0: meta, rates
  steps 1, accumulate 25, warmup 0
  below: 1
  draws: wave
  passes: independent
unit 1: fit
  steps 1, accumulate 1, warmup 0
  passes: dependent: a step has one pass
tops: 0
env wave: drawn by unit 0
)");
}

TEST_CASE("the graph as text") {
  const Sketch sketch(examples().at("maml"));
  CHECK(draw_graph_text(sketch.program, sketch.graph) == R"(level 0   meta
level 1   adapt

  meta  ---> adapt  u2l
  adapt ...> meta   l2u via cg(iterations = 3)
)");
}

TEST_CASE("the graph for Graphviz") {
  const Sketch sketch(examples().at("ignoring"));
  CHECK(draw_graph_dot(sketch.program, sketch.graph) == R"(digraph problems {
  rankdir = TB;
  node [shape = box, style = rounded];
  { rank = same; "reweight"; }
  { rank = same; "finetune"; }
  { rank = same; "pretrain"; }
  "reweight" -> "pretrain";
  "pretrain" -> "finetune" [style = dashed, constraint = false, label = "darts"];
  "finetune" -> "pretrain" [style = invis];
  "pretrain" -> "reweight" [style = dashed, constraint = false, label = "darts"];
  "finetune" -> "reweight" [style = dashed, constraint = false, label = "darts"];
  "reweight" -> "finetune" [style = invis];
}
)");
}

TEST_CASE("the graph as JSON") {
  const Sketch sketch(examples().at("maml"));
  const auto json = nlohmann::json::parse(draw_graph_json(sketch.program, sketch.graph));
  REQUIRE(json["problems"].size() == 2);
  CHECK(json["problems"][1]["name"] == "adapt");
  CHECK(json["problems"][1]["level"] == 1);
  CHECK(json["problems"][0]["accumulate"] == 16);
  CHECK(json["edges"][0] == nlohmann::json{{"kind", "u2l"}, {"from", "meta"}, {"to", "adapt"}});
  CHECK(json["edges"][1]["method"] == "cg");
  CHECK(json["edges"][1]["arguments"]["iterations"] == 3);
}
