// Programs that would take more time or memory than there is: a diagnostic each, and soon.
#include "tests/unit/catch.h"
#include "tests/unit/sema/support.h"

using namespace mlo::sema::test;

namespace {

using Codes = std::vector<std::string>;

const std::string long_loss = "problem p { module = ones([3]); optimizer = sgd(lr = 0.1); loss = sum(";

/// With that expression of `p()` as its loss.
std::string program(const std::string& items, const std::string& loss) { return items + long_loss + loss + ") }\n"; }

/// `line(i)` for each number, one below the other.
template <class Line>
std::string lines(int count, Line line) {
  std::string result;
  for (int i = 0; i < count; ++i) result += line(std::to_string(i), std::to_string(i + 1)) + "\n";
  return result;
}

Codes codes_of(const std::string& text) {
  const Checked checked(text);
  INFO(checked.drawn());
  CHECK(checked.drawn().size() < 100'000);
  return checked.codes();
}

const Codes too_large{"MLO0212"}, out_of_range{"MLO0305"};

}  // namespace

TEST_CASE("what doubles with each function is refused") {
  const auto twice = [](const auto& a, const auto& b) {
    return "fn f" + b + "(x) = f" + a + "(x) + f" + a + "(x + 1)";
  };
  const std::string functions = "fn f0(x) = x\n" + lines(60, twice);
  CHECK(codes_of(program(functions, "f60(p())")) == too_large);
  CHECK(codes_of(functions + "let y = f60(1.0)\n") == too_large);
}

TEST_CASE("what doubles with each module is refused") {
  const auto chain = [](const auto& a, const auto& b) { return "module M" + b + "() = M" + a + "() >> M" + a + "()"; };
  CHECK(codes_of("module M0() = linear(3)\n" + lines(60, chain) +
                 "problem p { module = M60(); optimizer = sgd(lr = 0.1); loss = sum(p(ones([2, 3]))) }\n") ==
        too_large);
  const auto block = [](const auto& a, const auto& b) {
    return "module M" + b + "() { a = M" + a + "(); b = M" + a + "(); forward(x) = a(b(x)) }";
  };
  CHECK(codes_of("module M0() = linear(3)\n" + lines(60, block) +
                 "problem p { module = M60(); optimizer = sgd(lr = 0.1); loss = sum(p(ones([2, 3]))) }\n") ==
        too_large);
}

TEST_CASE("values that grow without end are refused") {
  for (const char* start : {"\"aa\"", "[1, 2]", "linear(3) >> linear(3)"}) {
    const std::string sum = start[0] == 'l' ? "a >> a" : "a + a";
    CHECK(codes_of("let y = fold((a, b) => " + sum + ", " + start + ", 0..60)\n") == too_large);
  }
  CHECK(codes_of("let y = repeat_module(linear(3), 1_000_000_000)\n") == too_large);
  CHECK(codes_of("let y = [[[i for i in 0..1000] for j in 0..1000] for k in 0..1000]\n") == too_large);
  CHECK(codes_of("let y = [[i] for i in 0..10_000_000_000]\n") == out_of_range);
  CHECK(codes_of("let y = [i for i in (-9223372036854775807)..9223372036854775807]\n") == out_of_range);
}

TEST_CASE("values that nest without end are refused") {
  for (const char* step : {"(a, b) => [a]", "(a, b) => { x = a }", "(a, b) => (x => a)", "(a, b) => (a, a)"})
    CHECK(codes_of("let y = fold(" + std::string(step) + ", 1, 0..100_000)\n") == too_large);
  CHECK(codes_of("let f = fold((f, b) => (x => f(x) + 1), x => x, 0..100_000)\nlet y = f(1)\n") == too_large);
  CHECK(codes_of("module M(a) { b = a; forward(x) = b(x) }\nlet y = fold((a, b) => M(a), linear(3), 0..100_000)\n") ==
        too_large);
}

TEST_CASE("long chains of names, functions and problems end in a diagnostic") {
  const auto let = [](const auto& a, const auto& b) { return "let x" + a + " = x" + b + " + 1"; };
  CHECK(codes_of(lines(100'000, let) + "let x100000 = 1\n") == too_large);
  const auto call = [](const auto& a, const auto& b) { return "fn f" + b + "(x) = f" + a + "(x) + 1"; };
  CHECK(codes_of(program("fn f0(x) = x\n" + lines(5000, call), "f5000(p())")) == Codes{"MLO0210"});
  const auto start = [](const auto& a, const auto& b) {
    return "problem p" + a + " { init = p" + b + "; optimizer = sgd(lr = 0.1); loss = sum(p" + a + "()) }";
  };
  CHECK(codes_of(lines(20'000, start) + "problem p20000 { module = ones([3]); optimizer = sgd(lr = 0.1) }\n")[0] ==
        "MLO0212");
}

TEST_CASE("a chain of imports ends in a diagnostic") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 1000; ++i)
    files["f" + std::to_string(i) + ".mlo"] = "use \"f" + std::to_string(i + 1) + ".mlo\" as next\n";
  const Checked checked("use \"f0.mlo\" as next\n", {}, files);
  CHECK(checked.codes() == too_large);
}

TEST_CASE("of ten thousand mistakes or warnings, a hundred are said") {
  const auto mistake = [](const auto& a, const auto&) { return "let x" + a + " = nothing" + a; };
  CHECK(codes_of(lines(10'000, mistake)).size() == 100);
  const auto unused = [](const auto& a, const auto&) { return "let x" + a + " = 1"; };
  CHECK(codes_of(lines(10'000, unused)).size() == 100);
}

TEST_CASE("whole numbers neither wrap nor trap") {
  const std::string least = "(-9223372036854775807 - 1)";
  CHECK(value_of(least) == "-9223372036854775808");
  CHECK(value_of(least + " // -1") == "9.223372036854776e+18");
  CHECK(value_of(least + " % -1") == "0");
  CHECK(value_of("-" + least) == "9.223372036854776e+18");
  CHECK(value_of("7 // -1") == "-7");
  CHECK(value_of("(-1) ^ 3") == "-1");
  CHECK(value_of("(-1) ^ 9223372036854775807") == "-1");
  CHECK(value_of("(-1) ^ 9223372036854775806") == "1");
  CHECK(value_of("(-2) ^ 3") == "-8");
  CHECK(value_of("0 ^ 0") == "1");
  CHECK(value_of("2 ^ 62") == "4611686018427387904");
  CHECK(Checked("run { print = 2 ^ 10_000_000 }\n").codes() == std::vector<std::string>{"MLO0305"});
  CHECK(value_of("len((-9223372036854775807)..9223372036854775807)") == "9223372036854775807");
  CHECK(value_of("[1, 2, 3][0:3:9223372036854775807]") == "[1]");
  CHECK(value_of("[1, 2, 3][" + least + ":9223372036854775807]") == "[1, 2, 3]");
}

TEST_CASE("what has no value is said") {
  for (const char* text : {"1 // 0", "1 % 0", "1 / 0", "1.0 % 0.0", "[1, 2][9223372036854775807]", "[1, 2][::0]",
                           "[1, 2][::-1]", "repeat_module(linear(3), 0)"}) {
    INFO(text);
    CHECK(codes_of("let y = " + std::string(text) + "\n").size() == 1);
  }
  CHECK(codes_of("option a = 5 in 10..2\n") == out_of_range);
  CHECK(codes_of("option a = 1 in [x => x]\n") == Codes{"MLO0301"});
}
