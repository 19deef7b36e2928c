#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema::test;
using Codes = std::vector<std::string>;

TEST_CASE("operators on constants are worked out, and whole numbers stay whole where they can") {
  CHECK(value_of("7 // 2") == "3");
  CHECK(value_of("-7 // 2") == "-4");
  CHECK(value_of("-7 % 2") == "1");
  CHECK(value_of("7 / 2") == "3.5");
  CHECK(value_of("2 ^ 10") == "1024");
  CHECK(value_of("2 ^ -1") == "0.5");
  CHECK(value_of("-2 ^ 2") == "-4");
  CHECK(value_of("1 + 2 * 3") == "7");
  CHECK(value_of("9_223_372_036_854_775_807 + 1") == "9.223372036854776e+18");
  CHECK(value_of("\"a\" + \"b\"") == "\"ab\"");
}

TEST_CASE("comparisons and logic") {
  CHECK(value_of("1 < 2 and 2 <= 2") == "true");
  CHECK(value_of("not (1 == 2) or 1 // 0 == 1") == "true");  // `or` does not look at what cannot matter
  CHECK(value_of("\"a\" == \"a\"") == "true");
  CHECK(value_of("none == none") == "true");
  CHECK(value_of("3 if 1 > 2 else 4") == "4");
}

TEST_CASE("lists, ranges and what makes them") {
  CHECK(value_of("[i * i for i in 0..4]") == "[0, 1, 4, 9]");
  CHECK(value_of("[i for i in 0..6 if i % 2 == 0]") == "[0, 2, 4]");
  CHECK(value_of("[10 * i + x for i, x in enumerate([5, 6])]") == "[5, 16]");
  CHECK(value_of("[a + b for a, b in zip([1, 2], [3, 4])]") == "[4, 6]");
  CHECK(value_of("fold((a, b) => a + b, 10, [1, 2, 3])") == "16");
  CHECK(value_of("[1, 2] + [3]") == "[1, 2, 3]");
  CHECK(value_of("[1, 2, 3][-1]") == "3");
  CHECK(value_of("[1, 2, 3, 4][1:3]") == "[2, 3]");
  CHECK(value_of("[1, 2, 3, 4][::2]") == "[1, 3]");
  CHECK(value_of("len(2..7)") == "5");
  CHECK(value_of("sum([1, 2, 3])") == "6");
}

TEST_CASE("the length of a string is the number of its characters") {
  CHECK(value_of("len(\"\")") == "0");
  CHECK(value_of("len(\"h\u00e9llo\")") == "5");
  CHECK(value_of("len(\"\u2192\U0001f600\")") == "2");
}

TEST_CASE("a constant that would be no number, or infinite, is an error") {
  const auto codes = [](const std::string& expression) {
    return Checked("run { print = { it = " + expression + " } }\n").codes();
  };
  for (const char* bad : {"1 / 0", "0 ^ -1", "(-8) ^ (1 / 3)", "1e300 * 1e300", "inf - inf", "sqrt(-1)", "log(0)"})
    CHECK(codes(bad) == Codes{"MLO0305"});
  CHECK(value_of("-inf") == "-inf");
  CHECK(value_of("2 * inf") == "inf");
  CHECK(value_of("inf > 5") == "true");
  CHECK(value_of("sqrt(4)") == "2");
}

TEST_CASE("`and` and `or` take what `not` takes") {
  const auto codes = [](const std::string& expression) {
    return Checked("run { print = { it = " + expression + " } }\n").codes();
  };
  for (const char* bad : {"1 and 2", "1 or true", "true and 2", "false or \"a\"", "ones([2]) and 1"})
    CHECK(codes(bad) == Codes{"MLO0307"});
  CHECK(codes("ones([2]) and ones([2])").empty());
  CHECK(codes("true and ones([2])").empty());
  CHECK(value_of("false and 2") == "false");  // not looked at
}

TEST_CASE("a function without a name that calls itself") {
  const Checked checked("let f = g => g(g)\nrun { print = { a = f(f) } }\n");
  CHECK(checked.codes() == Codes{"MLO0210"});
  CHECK(checked.drawn().find("this function calls itself") != std::string::npos);
}

TEST_CASE("what cannot be printed is shown where it stands") {
  const Checked checked("env e { s = ones([2]) }\nrun { print = { a = 1, b = e } }\n");
  REQUIRE(checked.codes() == Codes{"MLO0301"});
  CHECK(checked.sources.text(checked.diagnostics.sorted()[0].primary.span) == "e");
}

TEST_CASE("lambdas, pipes, records") {
  CHECK(value_of("3 |> (x => x * x)") == "9");
  CHECK(value_of("((a, b) => a - b)(5, 3)") == "2");
  CHECK(value_of("{ a = 1; b = [2, 3] }.b[1]") == "3");
}

TEST_CASE("names in any order, several at once, at the top and in functions") {
  const Checked checked(
      "fn swap(a, b) {\n  let x, y = (b, a)\n  return (x, y)\n}\n"
      "let high = 10 * low\nlet low, rest = swap(7, 1)\nrun { print = { high = high; rest = rest } }\n");
  INFO(checked.drawn());
  CHECK(checked.diagnostics.empty());
  CHECK(checked.printed("high") == "10");
  CHECK(checked.printed("rest") == "7");
}

TEST_CASE("an inner name hides an outer one") {
  const Checked checked("let n = 1\nfn f(n) = n + 1\nrun { print = { a = f(5); b = [n for n in [7]][0]; c = n } }\n");
  CHECK(checked.printed("a") == "6");
  CHECK(checked.printed("b") == "7");
  CHECK(checked.printed("c") == "1");
}

TEST_CASE("what has no value says so once") {
  CHECK(Checked("let a = b\nlet b = a\n").codes() == Codes{"MLO0206"});
  CHECK(Checked("let a = 1 // 0\nlet b = a + 1\nrun { print = { b = b } }\n").codes() == Codes{"MLO0305"});
  CHECK(Checked("let a = [1, nothing, 3]\nrun { print = { b = len(a) } }\n").codes() == Codes{"MLO0201"});
  CHECK(Checked("fn f(x) = x + nothing\nrun { print = { b = [f(1), f(2)] } }\n").codes() == Codes{"MLO0201"});
}
