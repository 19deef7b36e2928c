// `validate`, `test` and `run`; and `let` outside of problems.
#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema::test;
using Codes = std::vector<std::string>;

namespace {

const std::string point =
    "problem p {\n  module = ones([2])\n  optimizer = sgd(lr = 0.1)\n  loss = sum(self() * self())\n}\n";

Codes codes(const std::string& more) {
  const Checked checked(point + more);
  INFO(checked.drawn());
  return checked.codes();
}

}  // namespace

TEST_CASE("one `validate` of a program keeps") {
  const auto validate = [](const std::string& name, const std::string& keep) {
    return "validate " + name + " {\n  metric m = sum(p())\n" + keep + "}\n";
  };
  CHECK(codes(validate("a", "  keep = min(m)\n") + validate("b", "")).empty());
  CHECK(codes(validate("a", "  keep = min(m)\n") + validate("b", "  keep = max(m)\n")) == Codes{"MLO0209"});
}

TEST_CASE("lines that do nothing without another one") {
  const auto lines = [](const std::string& block, const std::string& more) {
    return codes(block + " {\n  metric m = sum(p())\n" + more + "}\n");
  };
  CHECK(lines("validate", "  keep = min(m)\n  patience = 3\n").empty());
  CHECK(lines("validate", "  solve = p\n  steps = 3\n").empty());
  CHECK(lines("validate", "  patience = 3\n") == Codes{"MLO0202"});
  CHECK(lines("validate", "  steps = 3\n") == Codes{"MLO0202"});
  CHECK(lines("test", "  steps = 3\n") == Codes{"MLO0202"});
  CHECK(lines("test", "  patience = 3\n") == Codes{"MLO0202"});
  CHECK(lines("test", "  every = 3\n") == Codes{"MLO0202"});
  CHECK(lines("test", "  keep = min(m)\n") == Codes{"MLO0202"});
  CHECK(lines("validate", "  solv = p\n  steps = 3\n") == Codes{"MLO0202"});  // the misspelt word alone
}

TEST_CASE("`step` belongs to the lines of a problem") {
  CHECK(codes("run { print = { a = update } }\n").empty());
  CHECK(codes("run { print = { a = step } }\n") == Codes{"MLO0308"});
  CHECK(codes("let s = 2 * step\nrun { print = { a = s } }\n") == Codes{"MLO0308"});
  CHECK(codes("validate { metric a = sum(p()) * step }\n") == Codes{"MLO0308"});
  CHECK(codes("env e { s = ones([2]) * step }\n") == Codes{"MLO0308"});
  CHECK(codes("data all = numbers(count = step)\n") == Codes{"MLO0308"});
  const std::string reading = "let s = 2 * step\nproblem q {\n  module = ones([2])\n  optimizer = sgd(lr = 0.1)\n";
  CHECK(codes(reading + "  loss = sum(self()) * s\n}\n").empty());
}

TEST_CASE("a `let` outside of problems draws nothing but modules") {
  const auto reading = [](const std::string& items, const std::string& value) {
    return codes(items + "problem q {\n  module = linear(1)\n  optimizer = sgd(lr = 0.1)\n  let x = " + value +
                 "\n  loss = sum(self(x)) + sum(x)\n}\n");
  };
  CHECK(reading("let r = randn([2, 2])\n", "r") == Codes{"MLO0317"});
  CHECK(reading("fn noise(n) = randn([n, 2])\nlet r = noise(2)\n", "r") == Codes{"MLO0317"});
  CHECK(reading("data all = numbers(count = 9)\nlet a, b = loader(all)\n", "a + b") == Codes{"MLO0317"});
  CHECK(reading("fn noise(n) = randn([n, 2])\n", "noise(2)").empty());
  CHECK(reading("let r = () => randn([2, 2])\n", "r()").empty());
  CHECK(reading("let c = e.s\nenv e { s = randn([2, 2]) }\n", "c").empty());
  CHECK(reading("let t = linear(2)\nlet y = t(ones([2, 2]))\n", "y").empty());
  CHECK(
      reading("module Net() {\n  param w = randn([2, 2])\n  forward(x) = x @ w\n}\nlet t = Net()\n", "t(ones([2, 2]))")
          .empty());
}
