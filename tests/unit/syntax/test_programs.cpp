#include "tests/golden/golden.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using namespace mlo;
using namespace mlo::test;

namespace {

std::vector<std::string> programs() {
  std::vector<std::string> result;
  for (const auto& path : golden::files(golden::fs::path(MLO_SOURCE_DIR) / "examples", ".mlo")) {
    result.push_back(golden::read_file(path));
  }
  for (const auto& path : golden::files(golden::root() / "syntax", ".mlo")) result.push_back(golden::read_file(path));
  return result;
}

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(from, begin), text.size());
    result += text.substr(begin, end - begin);
    if (end < text.size()) result += to;
    begin = end + from.size();
  }
  return result;
}

}  // namespace

TEST_CASE("the examples have no syntax errors") {
  for (const auto& path : golden::files(golden::fs::path(MLO_SOURCE_DIR) / "examples", ".mlo")) {
    const auto parsed = parse_text(golden::read_file(path));
    INFO(path.string());
    CHECK(parsed->drawn() == "");
    CHECK(parsed->file.items.size() > 3);
  }
}

TEST_CASE("the programs in the reference have no syntax errors") {
  const std::string text = golden::read_file(golden::fs::path(MLO_SOURCE_DIR) / "grammar/README.md");
  const std::string open = "```mlo\n";
  std::size_t count = 0;
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1), ++count) {
    const std::size_t begin = at + open.size();
    const auto parsed = parse_text(text.substr(begin, text.find("```", begin) - begin));
    CHECK(parsed->drawn() == "");
  }
  CHECK(count >= 9);
}

TEST_CASE("a printed expression reads back as the same tree") {
  std::size_t count = 0;
  for (const std::string& text : programs()) {
    const auto parsed = parse_text(text);
    if (!parsed->diagnostics.empty()) continue;
    for_each_expression(parsed->file, [&](const ast::Expr& e) {
      ++count;
      CHECK(tree_of(print_expression(e)) == tree(e));
    });
  }
  CHECK(count > 200);
}

TEST_CASE("line ends, a byte order mark and tabs change nothing") {
  for (const std::string& text : programs()) {
    const auto plain = parse_text(text);
    if (!plain->diagnostics.empty()) continue;
    CHECK(parse_text(replaced(text, "\n", "\r\n"))->printed() == plain->printed());
    CHECK(parse_text("\xEF\xBB\xBF" + text)->printed() == plain->printed());
    CHECK(parse_text(replaced(text, "  ", "\t"))->diagnostics.empty());
  }
}

TEST_CASE("every span of a tree is the text of its node") {
  const auto parsed =
      parse_text("let \u00fc = (a + b) * f(\"\u00e9\")\nproblem p { loss = 1 }\nl2u b -> a via cg(n = 3)\n");
  REQUIRE(parsed->drawn() == "");
  const auto text = [&](Span span) { return std::string(parsed->sources.text(span)); };
  const auto& constant = std::get<ast::Constant>(parsed->file.items[0]);
  CHECK(text(constant.names[0].span) == "\u00fc");
  CHECK(text(constant.value->span) == "(a + b) * f(\"\u00e9\")");
  const auto& product = std::get<ast::Binary>(constant.value->node);
  CHECK(text(product.left->span) == "(a + b)");
  CHECK(text(product.op_span) == "*");
  const auto& problem = std::get<ast::Problem>(parsed->file.items[1]);
  CHECK(text(problem.span) == "problem p");
  CHECK(text(problem.lines[0].span) == "loss = 1");
  const auto& edge = std::get<ast::Edge>(parsed->file.items[2]);
  CHECK(text(edge.span) == "l2u b -> a via cg(n = 3)");
  CHECK(text(edge.via->span) == "cg(n = 3)");
}
