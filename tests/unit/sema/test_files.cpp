// Imports, options, envs and datasets.
#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema;
using namespace mlo::sema::test;
using Codes = std::vector<std::string>;

TEST_CASE("imports: from the library, from a file beside, by name and under another") {
  const std::map<std::string, std::string> files{
      {"std/nets.mlo", "let width = 3\nfn twice(x) = 2 * x\n"},
      {"mine.mlo", "use std.nets { twice }\nlet eight = twice(4)\n"},
  };
  const Checked checked(
      "use std.nets { width as w }\nuse std.nets as nets\nuse \"mine.mlo\"\n"
      "run { print = { a = w; b = nets.twice(5); c = mine.eight } }\n",
      {}, files);
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.printed("a") == "3");
  CHECK(checked.printed("b") == "10");
  CHECK(checked.printed("c") == "8");
}

TEST_CASE("a file that is imported twice is read once, and one that imports itself is an error") {
  const std::map<std::string, std::string> files{{"a.mlo", "use \"b.mlo\" { x }\nlet y = x\n"},
                                                 {"b.mlo", "use \"a.mlo\" { y }\nlet x = 1\n"},
                                                 {"c.mlo", "let z = 1\n"}};
  CHECK(Checked("use \"a.mlo\" { y }\nrun { print = { y = y } }\n", {}, files).codes() == Codes{"MLO0205"});
  CHECK(
      Checked("use \"c.mlo\" { z }\nuse \"c.mlo\" as c\nrun { print = { y = z + c.z } }\n", {}, files).codes().empty());
}

TEST_CASE("options take what --set gives, by the type of their default") {
  const std::string text =
      "option n = 5 in 2..64\noption lr = 0.5\noption on = false\noption how = \"a\" in [\"a\", \"b\"]\n"
      "run { print = { n = n; lr = lr; on = on; how = how } }\n";
  const Checked checked(text, {{"n", "1_0"}, {"lr", "2"}, {"on", "true"}, {"how", "b"}});
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.printed("n") == "10");
  CHECK(checked.printed("lr") == "2");
  CHECK(checked.printed("on") == "true");
  CHECK(checked.printed("how") == "\"b\"");
  CHECK(Checked(text, {{"n", "64"}}).codes().empty());
  CHECK(Checked(text, {{"n", "65"}}).codes() == Codes{"MLO0312"});
  CHECK(Checked(text, {{"n", "5.0"}}).codes() == Codes{"MLO0312"});
  CHECK(Checked(text, {{"how", "c"}}).codes() == Codes{"MLO0312"});
  CHECK(Checked(text, {{"m", "1"}}).codes() == Codes{"MLO0313"});
}

TEST_CASE("an option that is a number takes finite ones, and infinity where it speaks of it") {
  const auto given = [](const std::string& option, const std::string& value) {
    return Checked("option b = " + option + "\nrun { print = b }\n", {{"b", value}}).codes();
  };
  for (const char* bad : {"nan", "-nan", "inf", "-inf", "3"}) CHECK(given("1.5 in 0.0..2.0", bad) == Codes{"MLO0312"});
  for (const char* bad : {"nan", "inf"}) CHECK(given("1.5", bad) == Codes{"MLO0312"});
  CHECK(given("1.5 in 0.0..inf", "inf").empty());
  CHECK(given("inf", "inf").empty());
  CHECK(given("inf", "nan") == Codes{"MLO0312"});
}

TEST_CASE("the tensors of an env's fields are its outputs; one that stands in gives them in the same order") {
  const std::string envs =
      "env Pair(n: int) {\n  second = (ones([n]), 5)\n  first = { a = randn([n]) }\n}\n"
      "env task {\n  let x = randn([3])\n  first = { a = x }\n  second = (x, 5)\n}\n";
  const Checked checked(envs +
                        "problem p {\n  module = ones([3])\n  optimizer = sgd(lr = 0.1)\n"
                        "  loss = sum(self() * task.first.a) + task.second[1]\n}\n"
                        "validate {\n  env task = Pair(3)\n  metric m = sum(task.first.a)\n}\n");
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  REQUIRE(checked.program.envs.size() == 2);
  for (const Env& env : checked.program.envs) {
    REQUIRE(env.outputs.size() == 2);
    CHECK(env.outputs[0].path == "first.a");
    CHECK(env.outputs[1].path == "second.0");
  }
  CHECK(checked.program.envs[1].replaces == 0);
}

TEST_CASE("what test reads is read nowhere else, nor what it was cut from") {
  const auto reading = [](const std::string& train) {
    return Checked(
        "data all = numbers(count = 9)\ndata train, held = split(all, [0.5, 0.5])\n"
        "problem p {\n  module = linear(1)\n  optimizer = sgd(lr = 0.1)\n  batch x, y = loader(" +
        train + ")\n  loss = mean(self(x) - y)\n}\n" +
        "test {\n  batch x, y = loader(held)\n  metric m = mean(p(x))\n}\n");
  };
  CHECK(reading("train").codes().empty());
  CHECK(reading("held").codes() == Codes{"MLO0502"});
  CHECK(reading("all").codes() == Codes{"MLO0502"});
  CHECK(reading("split(held, [1.0])").codes() == Codes{"MLO0502"});
}

TEST_CASE("what test reads is not read through another cut either") {
  const auto reading = [](const std::string& train, const std::string& held = "held") {
    return Checked(
        "data all = numbers(count = 9)\ndata fit, held = split(all, [0.5, 0.5])\n"
        "data other, rest = split(all, [0.5, 0.5], seed = 1)\ndata again, more = split(all, [0.5, 0.5])\n"
        "data small, large = split(fit, [0.5, 0.5])\ndata third, fourth = split(other, [0.5, 0.5])\n"
        "data same = numbers(count = 9)\ndata another = numbers(count = 8)\n"
        "problem p {\n  module = linear(1)\n  optimizer = sgd(lr = 0.1)\n  batch x, y = loader(" +
        train + ")\n  loss = mean(self(x) - y)\n}\n" + "test {\n  batch x, y = loader(" + held +
        ")\n  metric m = mean(p(x))\n}\n");
  };
  const auto codes = [&](const std::string& train, const std::string& held = "held") {
    std::vector<std::string> errors;
    for (const std::string& code : reading(train, held).codes())
      if (code != "MLO0211") errors.push_back(code);  // sets that nothing reads
    return errors;
  };
  for (const char* train : {"fit", "small", "large", "again", "another"}) CHECK(codes(train).empty());
  for (const char* train : {"other", "rest", "third", "same", "more", "split(same, [0.9, 0.1])"}) {
    INFO(train);
    CHECK(codes(train) == Codes{"MLO0502"});
  }
  CHECK(codes("small", "large").empty());
  CHECK(codes("held", "large").empty());
  CHECK(codes("third", "large") == Codes{"MLO0502"});
  const std::string drawn = reading("other").drawn();
  INFO(drawn);
  CHECK(drawn.find("`other` shares samples with `held`, which is kept for testing") != std::string::npos);
  CHECK(drawn.find("`held` comes from `all` by this call") != std::string::npos);
  CHECK(drawn.find("and `other` by this one") != std::string::npos);
}
