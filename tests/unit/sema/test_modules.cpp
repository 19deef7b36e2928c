#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema;
using namespace mlo::sema::test;
using Codes = std::vector<std::string>;

namespace {

const std::string net =
    "module Net(classes: int, width: int = 8) {\n  body = linear(width) >> sin >> linear(width)\n"
    "  heads = [linear(classes) for i in 0..2]\n  param scale = ones([1])\n"
    "  forward(x) = scale * heads[1](body(x))\n  first(x) = heads[0](body(x))\n}\n";

std::string problem(const std::string& name, const std::string& lines) {
  return "problem " + name + " {\n  optimizer = sgd(lr = 0.1)\n" + lines + "}\n";
}

}  // namespace

TEST_CASE("a module lays its parts out by their names") {
  const Checked checked(net + problem("p", "  module = Net(3)\n  loss = mean(self(ones([4, 5])))\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.parameters("p") == Codes{"body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias",
                                         "heads.0.weight", "heads.0.bias", "heads.1.weight", "heads.1.bias", "scale"});
  CHECK(checked.calls("p", "linear") == 3);
}

TEST_CASE("each problem that takes a recipe has parameters of its own; a start shares the structure") {
  const Checked checked("let recipe = linear(2)\n" +
                        problem("a", "  module = recipe\n  loss = mean(self(ones([4, 3])))\n") +
                        problem("b", "  module = recipe\n  loss = mean(self(ones([4, 5])))\n") +
                        problem("c", "  init = a\n  loss = mean(self(ones([4, 3])))\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.problem("a").structure != checked.problem("b").structure);
  CHECK(checked.problem("a").structure == checked.problem("c").structure);
}

TEST_CASE("an optimizer of a part takes its parameters from that of the whole") {
  const Checked checked(net + problem("p",
                                      "  module = Net(3)\n  optimizer body = none\n"
                                      "  loss = mean(self.first(ones([4, 5])))\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  const auto& optimizers = checked.problem("p").optimizers;
  REQUIRE(optimizers.size() == 2);
  CHECK(optimizers[0].parameters == std::vector<std::uint32_t>{4, 5, 6, 7, 8});
  CHECK(optimizers[1].parameters == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(optimizers[1].builtin == nullptr);
}

TEST_CASE("a tensor or a number can stand as a module") {
  const Checked checked(problem("p", "  module = 0.5\n  loss = self() ^ 2\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.parameters("p") == Codes{"value"});
}

TEST_CASE("a module may end by a parameter that shrinks, and not without") {
  const std::string tower = "module Tower(n: int) = linear(2) >> (Tower(n - 1) if n > 1 else sin)\n";
  const Checked checked(tower + problem("p", "  module = Tower(3)\n  loss = mean(self(ones([4, 2])))\n"));
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.parameters("p").size() == 6);
  CHECK(Checked("module Tower(n: int) = linear(2) >> Tower(n)\n" +
                problem("p", "  module = Tower(3)\n  loss = mean(self(ones([4, 2])))\n"))
            .codes() == Codes{"MLO0210"});
}

TEST_CASE("problems that wait for each other's module are one mistake") {
  CHECK(Checked(problem("a", "  init = b\n  loss = mean(self(ones([4, 3])))\n") +
                problem("b", "  init = a\n  loss = mean(self(ones([4, 3])))\n"))
            .codes() == Codes{"MLO0206"});
}
