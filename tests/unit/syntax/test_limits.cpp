#include <chrono>
#include <random>

#include "tests/golden/golden.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using namespace mlo::test;

namespace {

std::string repeated(const std::string& text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

/// Nothing but that it ends, with spans that lie in the text and a drawing.
void survives(const std::string& text) {
  const auto parsed = parse_text(text);
  for (const mlo::Diagnostic& d : parsed->diagnostics.sorted()) {
    CHECK(d.primary.span.begin <= d.primary.span.end);
    CHECK(d.primary.span.end <= text.size());
    CHECK_FALSE(d.message.empty());
  }
  CHECK(parsed->drawn().empty() == parsed->diagnostics.empty());
  (void)parsed->printed();
}

}  // namespace

TEST_CASE("depth is bounded, and the rest of the file is read") {
  const std::pair<const char*, const char*> shapes[] = {{"(", ")"},
                                                        {"[", "]"},
                                                        {"f(", ")"},
                                                        {"-", ""},
                                                        {"not ", ""},
                                                        {"x => ", ""},
                                                        {"1 + ", ""},
                                                        {"2 ^ ", ""},
                                                        {"a if b else ", ""},
                                                        {"{ a = ", " }"},
                                                        {"x[", "]"},
                                                        {"a.", ""},
                                                        {"[", " for x in y]"},
                                                        {"x >> ", ""}};
  for (const auto& [open, close] : shapes) {
    INFO(open);
    const auto parsed =
        parse_text("let x = " + repeated(open, 100000) + "1" + repeated(close, 100000) + "\nlet y = 1 +\n");
    const auto codes = parsed->codes();
    REQUIRE(codes.size() >= 2);
    CHECK(codes.front() == "MLO0113");
    CHECK(codes.back() == "MLO0122");
  }
}

TEST_CASE("what is just within the bounds is read") {
  for (const std::string& text : {repeated("(", 199) + "1" + repeated(")", 199), repeated("-", 990) + "1",
                                  repeated("1 + ", 990) + "1", repeated("2 ^ ", 990) + "1",
                                  repeated("x => ", 990) + "1", repeated("f(", 199) + "1" + repeated(" + 1)", 199)}) {
    const auto parsed = parse_text("let x = " + text);
    CHECK(parsed->drawn() == "");
    CHECK_FALSE(parsed->printed().empty());
  }
}

TEST_CASE("unclosed brackets without end") {
  for (const char* text : {"(", "[", "{", "problem x {", ")", "}", "f(a: ", "if ", "for ", "\"", "\n\"", "$ ", "$\n"}) {
    survives(repeated(text, 20000));
  }
}

TEST_CASE("a line of two hundred thousand bytes") {
  for (const char* text : {"1 + ", "a ", "$ ", ";", "1, ", "f(a = 1), ", "\"a\" ", "x = 1; "}) {
    INFO(text);
    const std::string line = repeated(text, 200'000 / std::string(text).size());
    survives("let x = [" + line + "1]\n");
    survives(line);
  }
  for (const char* text : {"a", "1", "\xc3\xa9"}) {
    const std::string word = repeated(text, 200'000 / std::string(text).size());
    for (const char* before : {"let ", "let x = \"", "# ", "## ", "let x = 0."}) survives(before + word + "\n");
  }
}

TEST_CASE("texts that are none") {
  survives("");
  survives("\n\n\n");
  survives("\xEF\xBB\xBF");
  survives(std::string(1000, '\0'));
  survives("## doc only");
  survives("# comment only\n");
  std::mt19937 random(1);
  std::string noise(20000, ' ');
  for (char& c : noise) c = static_cast<char>(random());
  survives(noise);
}

TEST_CASE("programs with random damage are survived") {
  const std::string parts[] = {"(",      ")",       "[",  "]",    "{",      "}",    ",",    ";",    ":",        "=",
                               "->",     "=>",      "\n", "if ",  "else ",  "for ", "in ",  "via ", "return ",  "let ",
                               "\"",     "'",       ".",  "..",   "5",      "**",   "not ", "x ",   "problem ", "u2l ",
                               "## d\n", "lambda ", "=",  "\xff", "\u00e9", "as ",  "use "};
  std::mt19937 random(7);
  for (const auto& path : mlo::golden::files(mlo::golden::fs::path(MLO_SOURCE_DIR) / "examples", ".mlo")) {
    const std::string program = mlo::golden::read_file(path);
    for (int round = 0; round < 60; ++round) {
      std::string text = program;
      for (std::size_t edits = 1 + random() % 4; edits > 0; --edits) {
        const std::size_t at = random() % text.size();
        switch (random() % 3) {
          case 0: text.erase(at, 1 + random() % 8); break;
          case 1: text.insert(at, parts[random() % std::size(parts)]); break;
          default: text.resize(at + 1); break;
        }
      }
      survives(text);
    }
  }
}

TEST_CASE("ten thousand lines are read in a moment") {
  const std::string program =
      mlo::golden::read_file(mlo::golden::fs::path(MLO_SOURCE_DIR) / "examples/maml.mlo") + "\n";
  const std::string text =
      repeated(program, 10000 / static_cast<std::size_t>(std::count(program.begin(), program.end(), '\n')) + 1);
  const auto begin = std::chrono::steady_clock::now();
  const auto parsed = parse_text(text);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  CHECK(parsed->diagnostics.empty());
  CHECK(seconds.count() < 3.0);  // 0.2 s on an idle core; the bound is for busy machines
}
