#include "compiler/graph/reads.h"
#include "tests/unit/catch.h"
#include "tests/unit/graph/program_builder.h"

using namespace mlo::graph;
using namespace mlo::graph::test;

namespace {
using Problems = std::set<ProblemId>;

/// What the loss of `a` also reads: a constant parameter of a module that is no problem's.
void read_frozen(Sketch& sketch) {
  mlo::sema::Program& program = sketch.program;
  program.frozen.emplace_back();
  mlo::sema::Node node;
  node.kind = mlo::sema::Node::Kind::parameter;
  node.owner = static_cast<std::uint32_t>(program.problems.size());  // behind the problems
  node.detached = true;
  mlo::sema::Problem& problem = program.problems[sketch["a"]];
  auto& nodes = problem.block.nodes;
  nodes.insert(nodes.begin(), node);
  for (auto& other : nodes)
    for (auto& weight : other.weights) ++weight;
  nodes.back().arguments = {{mlo::sema::NodeRef{0}}, {mlo::sema::NodeRef{problem.loss}}};
  ++problem.loss;
}

}  // namespace

TEST_CASE("a loss reads what its calls, layers and lists are computed from") {
  const Sketch sketch("problem a { loss = self + b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n");
  CHECK(sketch.graph.reads[sketch["a"]].loss == Problems{sketch["b"]});
  CHECK(sketch.graph.reads[sketch["a"]].own);
  CHECK(sketch.graph.reads[sketch["a"]].constant.empty());
}

TEST_CASE("what is reached only under `detach` is a constant") {
  const Sketch sketch("problem a { loss = self + detach(b) }\nproblem b { loss = self }\n");
  CHECK(sketch.graph.reads[sketch["a"]].loss.empty());
  CHECK(sketch.graph.reads[sketch["a"]].constant == Problems{sketch["b"]});
}

TEST_CASE("what is also reached without `detach` is read") {
  const Sketch sketch(
      "problem a { loss = self + b + detach(b) }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n");
  CHECK(sketch.graph.reads[sketch["a"]].loss == Problems{sketch["b"]});
  CHECK(sketch.graph.reads[sketch["a"]].constant == Problems{sketch["b"]});
}

TEST_CASE("a detached module of its own is no way to its parameters") {
  const Sketch sketch("problem a { loss = detach(self) }\n");
  CHECK_FALSE(sketch.graph.reads[sketch["a"]].own);
}

TEST_CASE("starts and optimizers read problems") {
  const Sketch sketch(examples().at("meta_sgd"));
  const Reads& fit = sketch.graph.reads[sketch["fit"]];
  CHECK(fit.start == Problems{sketch["meta"]});
  CHECK(fit.optimizer == Problems{sketch["rates"]});
  CHECK(fit.loss.empty());
}

TEST_CASE("a start from values reads what they are computed from") {
  const Sketch sketch(
      "problem a { loss = b }\nproblem b { init = params(a); loss = self }\nu2l a -> b\nl2u b -> a via unroll\n");
  CHECK(sketch.graph.reads[sketch["b"]].start == Problems{sketch["a"]});
  CHECK(sketch.codes().empty());
}

TEST_CASE("an env is read with the envs that it reads; problems that it reads are constants") {
  const Sketch sketch(
      "env inner { reads = b }\nenv outer { reads = inner }\n"
      "problem a { loss = self + outer }\nproblem b { loss = self }\n");
  const Reads& reads = sketch.graph.reads[sketch["a"]];
  CHECK(reads.envs == std::set<EnvId>{sketch.env("inner"), sketch.env("outer")});
  CHECK(reads.constant == Problems{sketch["b"]});
  CHECK(reads.loss.empty());
}

TEST_CASE("a metric's envs are drawn, and the problems that it reads need no edge") {
  const Sketch sketch("env e { }\nproblem a { loss = self; metric = e + b }\nproblem b { loss = self + detach(a) }\n");
  CHECK(sketch.graph.reads[sketch["a"]].envs == std::set<EnvId>{sketch.env("e")});
  CHECK(sketch.graph.reads[sketch["a"]].loss.empty());
  CHECK(sketch.codes().empty());
}

TEST_CASE("what lambdas of a step read counts as read by the optimizer") {
  Sketch sketch("problem a { loss = b }\nproblem b { loss = self }\n");
  mlo::sema::FunctionDef scheduler;
  mlo::sema::Node node;
  node.kind = mlo::sema::Node::Kind::parameter;
  node.owner = sketch["a"];
  scheduler.body.nodes.push_back(node);
  sketch.program.problems[sketch["b"]].schedulers.push_back(scheduler);
  mlo::Diagnostics diagnostics;
  const auto graph = build_graph(sketch.program, diagnostics);
  CHECK(graph.reads[sketch["b"]].optimizer == Problems{sketch["a"]});
}

TEST_CASE("frozen modules outside of problems are no problem's parameters") {
  Sketch sketch("problem a { loss = self }\n");
  read_frozen(sketch);
  mlo::Diagnostics diagnostics;
  const auto graph = build_graph(sketch.program, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(graph.reads[0].loss.empty());
}

TEST_CASE("an average of another problem is read as a constant, without an edge") {
  Sketch sketch("problem a { loss = self }\nproblem b { loss = self }\n");
  read_frozen(sketch);
  sketch.program.frozen.back().source = sketch["b"];
  mlo::Diagnostics diagnostics;
  const auto graph = build_graph(sketch.program, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  CHECK(graph.reads[sketch["a"]].loss.empty());
  CHECK(graph.reads[sketch["a"]].constant == Problems{sketch["b"]});
}

TEST_CASE("a read is placed on the user's own line, not in the function that was inlined there") {
  Sketch sketch("problem a { loss = self + b }\nproblem b { loss = self + a }\nu2l a -> b\nl2u b -> a via cg\n");
  auto& problem = sketch.program.problems[sketch["a"]];
  const auto line = static_cast<mlo::sema::OriginId>(sketch.program.origins.size());
  sketch.program.origins.push_back({problem.lines.at("loss"), mlo::sema::nothing});
  for (auto& node : problem.block.nodes) sketch.program.origins[node.origin].caller = line;
  CHECK(sketch.sources.text(place_of_read(sketch.program, sketch["a"], sketch["b"])) == "loss = self + b");
}
