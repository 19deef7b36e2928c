// Equal expressions in one pass have one value; a draw has a name.
#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema;
using namespace mlo::sema::test;
using Codes = std::vector<std::string>;

namespace {

std::string problem_with(const std::string& lines) {
  return "problem p {\n  module = linear(2)\n  optimizer = sgd(lr = 0.1)\n" + lines + "}\n";
}

}  // namespace

TEST_CASE("an expression that stands twice is computed once") {
  const Checked checked(problem_with("  let x = ones([4, 3])\n  loss = mean(self(x))\n  metric m = mean(self(x))\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.calls("p", "linear") == 1);
  CHECK(checked.calls("p", "mean") == 1);
}

TEST_CASE("two draws are two, a name is one") {
  const Checked checked(problem_with(
      "  let a = randn([4, 3])\n  let b = randn([4, 3])\n  loss = mean(self(a) + self(b)) + mean(self(a))\n"));
  CHECK(checked.calls("p", "randn") == 2);
  CHECK(checked.calls("p", "linear") == 2);
  std::vector<std::string> places;
  for (const Node& node : checked.problem("p").block.nodes)
    if (!node.place.empty() && node.builtin->draws) places.push_back(node.place);
  CHECK(places == Codes{"let a#0", "let b#0"});
}

TEST_CASE("the stream of a draw does not depend on other lines") {
  const auto places = [](const std::string& more) {
    const Checked checked(problem_with(more + "  let x = randn([4, 3])\n  loss = mean(self(x))\n"));
    std::string last;
    for (const Node& node : checked.problem("p").block.nodes)
      if (!node.place.empty() && node.builtin->draws) last = node.place == "let x#0" ? node.place : last;
    return last;
  };
  CHECK(places("") == "let x#0");
  CHECK(places("  let y = randn([4, 3])\n  metric m = mean(y)\n") == "let x#0");
}

TEST_CASE("a draw without a name is an error in a loss and in a metric") {
  CHECK(Checked(problem_with("  loss = mean(self(randn([4, 3])))\n")).codes() == Codes{"MLO0309"});
  CHECK(Checked(problem_with("  let x = ones([4, 3])\n  loss = mean(self(x))\n  metric m = mean(randn([3]))\n"))
            .codes() == Codes{"MLO0309"});
  CHECK(Checked("fn noise() = randn([4, 3])\n" + problem_with("  loss = mean(self(noise()))\n")).codes() ==
        Codes{"MLO0309"});
}

TEST_CASE("detach of a problem gives its parameters as constants") {
  const Checked checked(problem_with("  let x = ones([4, 3])\n  loss = mean(self(x) - detach(self)(x))\n"));
  int detached = 0;
  for (const Node& node : checked.problem("p").block.nodes)
    detached += node.kind == Node::Kind::parameter && node.detached ? 1 : 0;
  CHECK(detached == 2);
  CHECK(checked.calls("p", "linear") == 2);
}
