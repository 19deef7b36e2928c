#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using mlo::test::tree_of;

TEST_CASE("operators bind in the order of the reference") {
  CHECK(tree_of("-x ^ 2") == "(- (^ x 2))");
  CHECK(tree_of("x ^ -2") == "(^ x (- 2))");
  CHECK(tree_of("x ^ -2 * 3") == "(* (^ x (- 2)) 3)");
  CHECK(tree_of("2 ^ 3 ^ 4") == "(^ 2 (^ 3 4))");
  CHECK(tree_of("x ^ y.z(1)[0]") == "(^ x (index (call (. y z) 1) 0))");
  CHECK(tree_of("-x.y") == "(- (. x y))");
  CHECK(tree_of("-a * b") == "(* (- a) b)");
  CHECK(tree_of("a + b * c - d") == "(- (+ a (* b c)) d)");
  CHECK(tree_of("a * b / c // d % e @ f") == "(@ (% (// (/ (* a b) c) d) e) f)");
  CHECK(tree_of("1 + 2..3 * 4") == "(.. (+ 1 2) (* 3 4))");
  CHECK(tree_of("a >> b..c >> d") == "(>> (>> a (.. b c)) d)");
  CHECK(tree_of("x |> f >> g |> h") == "(|> (|> x (>> f g)) h)");
  CHECK(tree_of("x |> f == y") == "(== (|> x f) y)");
  CHECK(tree_of("not a == b and c") == "(and (not (== a b)) c)");
  CHECK(tree_of("a or b and not c") == "(or a (and b (not c)))");
  CHECK(tree_of("a or b if c or d else e or f") == "(if (or c d) (or a b) (or e f))");
  CHECK(tree_of("a if b else c if d else e") == "(if b a (if d c e))");
  CHECK(tree_of("x => y => x if y else z") == "(=> x (=> y (if y x z)))");
}

TEST_CASE("the forms of expressions") {
  CHECK(tree_of("f(a, b = 1, (x, y) => x,)") == "(call f a b=1 (=> x y x))");
  CHECK(tree_of("() => 1") == "(=> 1)");
  CHECK(tree_of("x[:, 0, none, 1:2, ::3, :n]") ==
        "(index x (slice - - -) 0 none (slice 1 2 -) (slice - - 3) (slice - n -))");
  CHECK(tree_of("[1, [2], []]") == "(list 1 (list 2) (list))");
  CHECK(tree_of("((a), (a,), (), (a, b))") == "(tuple a (tuple a) (tuple) (tuple a b))");
  CHECK(tree_of("{ a = 1, b = { } }") == "(record a=1 b=(record))");
  CHECK(tree_of("{ a = 1; b = 2 }") == "(record a=1 b=2)");
  CHECK(tree_of("[w[i] * op(x) for i, op in enumerate(ops) if i > 0]") ==
        "(for i op (call enumerate ops) (* (index w i) (call op x)) (> i 0))");
  CHECK(tree_of("[a if b else c for x in xs]") == "(for x xs (if b a c) -)");
}

TEST_CASE("numbers and strings have the values that are written") {
  CHECK(tree_of("7_500") == "7500");
  CHECK(tree_of("1e-3") == "0.001");
  CHECK(tree_of("2.50") == "2.5");
  CHECK(tree_of("1..5") == "(.. 1 5)");
  CHECK(tree_of("0.0..1.5") == "(.. 0.0 1.5)");
  CHECK(tree_of(R"("a\"b\\c\td\u{e9}\u{1F600}")") == "'a\"b\\c\td\u00e9\U0001F600'");
}

TEST_CASE("any word is a name behind a dot, keywords are names inside of lines") {
  CHECK(tree_of("loader.test.for.in") == "(. (. (. loader test) for) in)");
  CHECK(tree_of("data(module, run = test)") == "(call data module run=test)");
  CHECK(tree_of("use + as + return") == "(+ (+ use as) return)");
}

TEST_CASE("an expression is printed with no more parentheses than it needs") {
  const auto same = [](const std::string& text) {
    const auto parsed = mlo::test::parse_text("let x = " + text);
    CHECK(parsed->printed() == "let x = " + text + "\n");
  };
  for (const char* text : {"(a + b) * c",
                           "a - (b - c)",
                           "(a ^ b) ^ c",
                           "a ^ b ^ c",
                           "(-a) ^ b",
                           "-a ^ -b",
                           "(x => x)(1)",
                           "(a if b else c) + 1",
                           "(a if b else c) if d else e",
                           "not a == b",
                           "(not a) == b",
                           "[x for x in (a if b else c) if d]",
                           "f(a, b = x => x)[0, 1:, ::2].m",
                           "{ a = 1, b = { } }",
                           "(5).x",
                           "(a,)",
                           "(1 < 2) == true",
                           "1 + 2 .. 3",
                           "a..b",
                           "a if b else x => c"}) {
    same(text);
  }
}
