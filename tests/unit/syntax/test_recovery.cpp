#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using namespace mlo::test;

TEST_CASE("one mistake is one diagnostic") {
  const char* texts[] = {
      "problem x { loss = a ** 2 }",
      "problem x { loss: a }",
      "let a = f(None, b)",
      "let a = lambda x: x",
      "def f(x): return x",
      "let a = \"open",
      "let a = f(\"open, g(1), [2])\nlet b = 1",
      "problem x {\n  loss = f(a, (b)\n  steps = 1\n}",
      "problem x {\n  loss = 1\n\nproblem y {\n  loss = 2\n}",
      "problem x {\n  loss = f([1, 2\n}\nlet b = 1",
      "let a = 1 if b",
      "let a = 0 < x < 1",
      "let a = 'b'",
      "let a = 5.",
      "problm x {\n  loss = 1\n}",
      "problem x:\n  loss = 1\n  steps = 2\n",
      "loss = 1\nsteps = 2\nclip = 3\n",
      "let a = 3)\nlet b = 1",
      "let a = (3]",
      "let a = x => ",
      "u2l a b, c",
      "u2l a <- b",
      "l2u a -> b via",
      "problem x { loss = 1 } }",
      "let a = 1 let b = 2",
      "problem x { loss = sum(x for x in y) }",
      "let a = [1 2 3 4]",
      "let a = $ $$ $ 3",
      "let for = 3",
      "fn f(x) = {\n  let y = x\n  return y\n}",
      "let a = \"abc\"def\"",
      "let a = { \"b\": 1 }",
      "problem x { a = 1 }\n}\nlet b = 2",
      "problem x {\n  batch x, y = loader(train\n    size = 3)\n}",
  };
  for (const std::string text : texts) {
    const auto parsed = parse_text(text);
    INFO(text << "\n" << parsed->drawn());
    CHECK(parsed->diagnostics.error_count() == 1);
  }
}

TEST_CASE("everything around a mistake survives") {
  const auto parsed = parse_text(
      "option a = \n"
      "problem x {\n"
      "  module = ones([1])\n"
      "  loss = f(1 2)\n"
      "  steps = 3\n"
      "  print = { a = 1, b }\n"
      "  clip = norm(1.0)\n"
      "\n"
      "problem y { loss = 1; = 2; steps = 4 }\n"
      "fn f(a) = a +\n"
      "u2l x -> y\n");
  CHECK(parsed->diagnostics.error_count() == 6);
  CHECK(parsed->printed() ==
        "option a = <error>\n"
        "problem x\n"
        "  module = ones([1])\n"
        "  loss = <error>\n"
        "  steps = 3\n"
        "  print = <error>\n"
        "  clip = norm(1.0)\n"
        "problem y\n"
        "  loss = 1\n"
        "  steps = 4\n"
        "fn f(a)\n"
        "  = <error>\n"
        "u2l x -> y\n");
}

TEST_CASE("a missing brace is found at the next item in column 1") {
  const auto parsed = parse_text("module M {\n  forward(x) {\n    return x\n  }\n  a = 1\nproblem y { loss = 1 }\n");
  REQUIRE(parsed->codes() == std::vector<std::string>{"MLO0112"});
  const auto diagnostic = parsed->diagnostics.sorted().at(0);
  CHECK(parsed->sources.file(0).position(diagnostic.primary.span.begin).line == 1);
  CHECK(parsed->sources.file(0).position(diagnostic.labels.at(0).span.begin).line == 6);
  CHECK(parsed->file.items.size() == 2);
}

TEST_CASE("a fix repairs what it stands for") {
  const char* texts[] = {"let a = b ** 2",
                         "let a = b && !c",
                         "run { updates: 3 }",
                         "let a = lambda x, y: x",
                         "let a = (1, 2]",
                         "let a = 5.",
                         "let a = .5",
                         "let a = 'b'",
                         "let a = True",
                         "u2l a <- b",
                         "u2l a b",
                         "u2l a -> b c",
                         "run { updates = 3, seed = 1 }",
                         "problem \"x\" { loss = 1 }",
                         "problem x { loss mse(a, b) }",
                         "let a = f\"b\"",
                         "let a = 1 let b = 2",
                         "problm x { loss = 1 }",
                         "let a = \"\\q\"",
                         "fn f(x) = { return x }",
                         "problem x {\n loss = 1\nproblem y { loss = 2 }",
                         "problem x {\n loss = 1\n"};
  for (std::string text : texts) {
    INFO(text);
    for (int rounds = 0; rounds < 3; ++rounds) {
      const auto parsed = parse_text(text);
      if (parsed->diagnostics.empty()) break;
      const auto diagnostic = parsed->diagnostics.sorted().at(0);
      REQUIRE(diagnostic.fix);
      const auto& edit = diagnostic.fix->edits.at(0);
      text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    }
    CHECK(parse_text(text)->drawn() == "");
  }
}
