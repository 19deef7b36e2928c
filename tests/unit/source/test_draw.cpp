#include <random>

#include "compiler/source/draw.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

/// The span of the n-th occurrence of `part` in file 0.
Span find(const Sources& sources, std::string_view part, int n = 1) {
  std::size_t at = std::string_view::npos;
  do {
    at = sources.file(0).text().find(part, at + 1);
  } while (--n > 0);
  return {0, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

Diagnostic error(Span span, std::string message) {
  Diagnostics diagnostics;
  return diagnostics.error("MLO0999", span, std::move(message));
}

}  // namespace

TEST_CASE("a diagnostic is drawn in its frame") {
  Sources sources;
  sources.add("imaml.mlo", "problem outer {\n  loss = cross_entropy(inner(x), y)\n}\n\n\nu2l outer -> inner\n");
  Diagnostic d = error(find(sources, "u2l outer -> inner"), "`outer` gets no gradient back from `inner`");
  d.at("no edge leads back").label(find(sources, "inner"), "`outer` reads it here");
  d.note("an edge leads both ways").with_help("add the returning edge\nbelow this one");
  d.with_fix({0, 74, 74}, "\nl2u inner -> outer via auto");
  CHECK(draw(d, sources) ==
        "error[MLO0999]: `outer` gets no gradient back from `inner`\n"
        "  --> imaml.mlo:6:1\n"
        "   |\n"
        " 2 |   loss = cross_entropy(inner(x), y)\n"
        "   |                        ----- `outer` reads it here\n"
        "...\n"
        " 6 | u2l outer -> inner\n"
        "   | ^^^^^^^^^^^^^^^^^^ no edge leads back\n"
        "   |\n"
        "   = note: an edge leads both ways\n"
        "   = help: add the returning edge\n"
        "           below this one\n"
        "   |\n"
        " 7 + l2u inner -> outer via auto\n");
}

TEST_CASE("several labels on one line hang below each other") {
  Sources sources;
  sources.add("a.mlo", "let a = one + two + three\n");
  Diagnostic d = error(find(sources, "two"), "m");
  d.at("second").label(find(sources, "one"), "first").label(find(sources, "three"), "third");
  CHECK(draw(d, sources) ==
        "error[MLO0999]: m\n"
        "  --> a.mlo:1:15\n"
        "   |\n"
        " 1 | let a = one + two + three\n"
        "   |         ---   ^^^   ----- third\n"
        "   |         |     |\n"
        "   |         |     second\n"
        "   |         first\n");
}

TEST_CASE("places in other files have headings of their own") {
  Sources sources;
  sources.add("a.mlo", "use \"b.mlo\" { f }\n");
  sources.add("b.mlo", "\n\nfn f(x) = x\n");
  Diagnostic d = error({0, 14, 15}, "m");
  d.label({1, 5, 6}, "defined here");
  CHECK(draw(d, sources) ==
        "error[MLO0999]: m\n"
        "  --> a.mlo:1:15\n"
        "   |\n"
        " 1 | use \"b.mlo\" { f }\n"
        "   |               ^\n"
        "  ::: b.mlo:3:4\n"
        "   |\n"
        " 3 | fn f(x) = x\n"
        "   |    - defined here\n");
}

TEST_CASE("a span over several lines is underlined to the end of its first") {
  Sources sources;
  sources.add("a.mlo", "let a = f(\n  1,\n  2)\n");
  CHECK(draw(error({0, 8, 20}, "m"), sources) ==
        "error[MLO0999]: m\n  --> a.mlo:1:9\n   |\n 1 | let a = f(\n   |         ^^\n");
}

TEST_CASE("tabs, wide characters and control characters keep the columns") {
  Sources sources;
  sources.add("a.mlo", "\t\u6f22\u5b57\x1b[31m x\n");
  const std::string drawn = draw(error(find(sources, "x"), "a \x07 b"), sources);
  CHECK(drawn ==
        "error[MLO0999]: a \\x07 b\n  --> a.mlo:1:10\n   |\n 1 |     \u6f22\u5b57\\x1b[31m x\n"
        "   |                  ^\n");
}

TEST_CASE("a long line is cut around its span") {
  Sources sources;
  sources.add("a.mlo", std::string(500, 'a') + "HERE" + std::string(500, 'b'));
  const std::string drawn = draw(error({0, 500, 504}, "m"), sources);
  for (std::size_t begin = 0; begin < drawn.size();) {
    const std::size_t end = drawn.find('\n', begin);
    CHECK(end - begin <= 120);
    begin = end + 1;
  }
  CHECK(drawn.find("...aaaa") != std::string::npos);
  CHECK(drawn.find("aHEREb") != std::string::npos);
  CHECK(drawn.find("bbbb...") != std::string::npos);
  CHECK(drawn.find(" ^^^^\n") != std::string::npos);
}

TEST_CASE("color wraps, and changes no text") {
  Sources sources;
  sources.add("a.mlo", "let a = 1\n");
  Diagnostic d = error({0, 4, 5}, "m");
  d.at("here").note("n").with_help("h").with_fix({0, 4, 5}, "b");
  const std::string colored = draw(d, sources, {true});
  std::string plain;
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      plain += colored[i];
    }
  }
  CHECK(colored != plain);
  CHECK(plain == draw(d, sources));
}

TEST_CASE("all are drawn with a count") {
  Sources sources;
  sources.add("a.mlo", "let a = 1\n");
  Diagnostics diagnostics;
  CHECK(draw_all(diagnostics, sources) == "");
  diagnostics.warning("MLO0999", {0, 4, 5}, "w");
  diagnostics.error("MLO0999", {0, 0, 1}, "e");
  diagnostics.error("MLO0999", {0, 1, 1}, "f");
  const std::string drawn = draw_all(diagnostics, sources);
  CHECK(drawn.starts_with("error[MLO0999]: e\n"));
  CHECK(drawn.ends_with("\n\n2 errors, 1 warning\n"));
}

TEST_CASE("no span is too wild to be drawn") {
  Sources sources;
  sources.add("a.mlo", "one\r\n\ttwo \u00e9\xff\n\nlast" + std::string(300, 'x'));
  sources.add("empty.mlo", "");
  std::mt19937 random(3);
  const auto any = [&] {
    const auto offset = [&] { return random() % 8 == 0 ? static_cast<std::uint32_t>(random()) : random() % 340; };
    return Span{static_cast<FileId>(random() % 3), static_cast<std::uint32_t>(offset()),
                static_cast<std::uint32_t>(offset())};
  };
  for (int round = 0; round < 3000; ++round) {
    Diagnostic d = error(any(), "m");
    for (std::size_t i = random() % 4; i > 0; --i) d.label(any(), "text\nof two lines");
    for (std::size_t i = random() % 3; i > 0; --i) d.with_fix(any(), "a\nb");
    CHECK(draw(d, sources).starts_with("error[MLO0999]: m\n"));
  }
}

TEST_CASE("a message that holds a text of any length is cut, not within a code point") {
  Sources sources;
  sources.add("long.mlo", "let x = 1\n");
  std::string name = "a";
  for (int i = 0; i < 1'000'000; ++i) name += "\u00e9";
  const std::string drawn = draw(error({0, 4, 5}, "there is no `" + name + "`").with_help(name), sources);
  CHECK(drawn.size() < 10'000);
  CHECK(drawn.find("\\x") == std::string::npos);
}
