#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using namespace mlo::test;

namespace {

void same(const std::string& a, const std::string& b) {
  const auto first = parse_text(a), second = parse_text(b);
  CHECK(first->drawn() == "");
  CHECK(second->drawn() == "");
  CHECK(first->printed() == second->printed());
}

}  // namespace

TEST_CASE("a newline ends a line only where it can") {
  same("let a = 1\nlet b = 2", "let a = 1; let b = 2");
  same("let a = f(\n1,\n2\n)", "let a = f(1, 2)");
  same("let a = [\n1\n,\n2]", "let a = [1, 2]");
  same("let a = 1 +\n  b", "let a = 1 + b");
  same("let a = b\n  + 1", "let a = b + 1");
  same("let a = x\n  |> f\n  |> g", "let a = x |> f |> g");
  same("let a = b if c\n  else d", "let a = b if c else d");
  same("let a =\n  cosine()", "let a = cosine()");
  same("data a,\n  b = c", "data a, b = c");
  same("problem p\n{\n\n loss = 1\n\n\n steps = 2\n}\n\n", "problem p { loss = 1; steps = 2 }");
  same("problem p { loss = 1; }", "problem p { loss = 1 }");
  same("run { print = {\n a = 1\n b = 2,\n c = 3\n } }", "run { print = { a = 1, b = 2, c = 3 } }");
  same("let a = f({\n b = 1\n c = 2 }, 3)", "let a = f({ b = 1, c = 2 }, 3)");
  same("problem p {\nlet a = 1\nenv t = 2\n}", "problem p { let a = 1; env t = 2 }");
}

TEST_CASE("a line that is not finished is reported where it stands, and the next one is read") {
  const auto parsed = parse_text("problem p {\n  loss = a +\n  steps = 2\n  clip =\n  let b = 3\n}\n");
  CHECK(parsed->codes() == std::vector<std::string>{"MLO0122", "MLO0122"});
  CHECK(parsed->printed() == "problem p\n  loss = <error>\n  steps = 2\n  clip = <error>\n  let b = 3\n");
}

TEST_CASE("documentation belongs to what stands under it or on its line") {
  const auto parsed = parse_text(
      "## file\n\n## one\n## two\noption a = 1\noption b = 2 ## beside\n# plain\n### plain too\noption c = 3\n"
      "problem p { ## header\n  ## above\n  loss = f(\n    1)  ## behind\n  steps = 1\n}\n");
  REQUIRE(parsed->drawn() == "");
  CHECK(parsed->file.doc == "file");
  CHECK(std::get<mlo::ast::Option>(parsed->file.items[0]).doc == "one\ntwo");
  CHECK(std::get<mlo::ast::Option>(parsed->file.items[1]).doc == "beside");
  CHECK(std::get<mlo::ast::Option>(parsed->file.items[2]).doc == "");
  const auto& problem = std::get<mlo::ast::Problem>(parsed->file.items[3]);
  CHECK(problem.doc == "header");
  CHECK(problem.lines[0].doc == "above\nbehind");
  CHECK(problem.lines[1].doc == "");
}

TEST_CASE("documentation right above the first item is that item's") {
  const auto parsed = parse_text("## of a\noption a = 1\n");
  CHECK(parsed->file.doc == "");
  CHECK(std::get<mlo::ast::Option>(parsed->file.items[0]).doc == "of a");
}
