#include "compiler/source/codes.h"
#include "compiler/source/diagnostic.h"
#include "compiler/source/utf8.h"
#include "tests/unit/catch.h"

using namespace mlo;

TEST_CASE("positions count lines and code points from one") {
  const SourceFile file("f", "ab\n\u00e9\u00e9x\r\n\nend");
  const auto at = [&](std::uint32_t offset) {
    const Position p = file.position(offset);
    return std::pair(p.line, p.column);
  };
  CHECK(at(0) == std::pair(1u, 1u));
  CHECK(at(2) == std::pair(1u, 3u));  // the line's end belongs to it
  CHECK(at(3) == std::pair(2u, 1u));
  CHECK(at(7) == std::pair(2u, 3u));
  CHECK(at(10) == std::pair(3u, 1u));
  CHECK(at(1000) == std::pair(4u, 4u));
  CHECK(file.line_count() == 4);
  CHECK(file.line(2) == "\u00e9\u00e9x");
  CHECK(file.line(3) == "");
  CHECK(file.line(9) == "");
  CHECK(file.text(Span{0, 11, 99}) == "end");
  CHECK(file.text(Span{0, 5, 2}) == "");
}

TEST_CASE("UTF-8 is read strictly") {
  const auto valid = [](std::string_view text) { return decode_utf8(text, 0).valid; };
  CHECK(valid("a"));
  CHECK(decode_utf8("\u20ac", 0).value == 0x20AC);
  CHECK(decode_utf8("\U0001F600", 0).length == 4);
  CHECK_FALSE(valid("\xC0\x80"));          // overlong
  CHECK_FALSE(valid("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(valid("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(valid("\xE2\x82"));          // cut off
  CHECK_FALSE(valid("\x80"));
  for (const char32_t code : {0x41u, 0xE9u, 0x20ACu, 0x1F600u}) {
    std::string text;
    append_utf8(text, code);
    CHECK(decode_utf8(text, 0).value == code);
  }
}

TEST_CASE("a misspelling is recognized, another word is not") {
  const std::vector<std::string> names{"cross_entropy", "accuracy", "Conv4", "loss", "x"};
  CHECK(did_you_mean("cross_entrpy", names) == "cross_entropy");
  CHECK(did_you_mean("CrossEntropy", names) == "cross_entropy");
  CHECK(did_you_mean("conv4", names) == "Conv4");
  CHECK(did_you_mean("lsos", names) == "loss");
  CHECK(did_you_mean("X", names) == "x");
  CHECK_FALSE(did_you_mean("y", names));
  CHECK(did_you_mean("learning_rate", {"momentum", "lr"}) == "lr");
  CHECK(did_you_mean("iterations", {"updates", "seed"}) == "updates");
  CHECK(did_you_mean("iterations", {"terms", "alpha"}) == "terms");
  CHECK_FALSE(did_you_mean("optimizer", names));
  CHECK_FALSE(did_you_mean("", names));
}

TEST_CASE("a short name is no misspelling of another one") {
  const std::vector<std::string> names{"qr", "eigh", "meta", "lr", "mate", "weights"};
  CHECK_FALSE(did_you_mean("q", names));
  CHECK_FALSE(did_you_mean("ql", names));
  CHECK(did_you_mean("LR", names) == "lr");
  CHECK(did_you_mean("lrs", names) == "lr");
  CHECK_FALSE(did_you_mean("eta", names));  // too few letters for another first one
  CHECK(did_you_mean("weight", names) == "weights");
  CHECK_FALSE(did_you_mean("weight", {"eigh"}));
  CHECK(did_you_mean("beights", names) == "weights");
  CHECK_FALSE(did_you_mean("beightz", names));
  CHECK_FALSE(did_you_mean("mtea", {"mat"}));
  CHECK(did_you_mean("least", {"beast", "leasty"}) == "leasty");  // of two as near, the one that begins alike
  CHECK(did_you_mean("transforms", {"tranform"}) == "tranform");
}

TEST_CASE("diagnostics are ordered by place, and repetitions are dropped") {
  Diagnostics diagnostics;
  diagnostics.error("MLO0120", {1, 0, 1}, "other file");
  diagnostics.error("MLO0120", {0, 5, 6}, "second");
  diagnostics.warning("MLO0120", {0, 2, 3}, "first");
  diagnostics.error("MLO0120", {0, 5, 6}, "same place").at("here");
  diagnostics.error("MLO0120", {0, 5, 6}, "second");
  std::vector<std::string> messages;
  for (const Diagnostic& d : diagnostics.sorted()) messages.push_back(d.message);
  CHECK(messages == std::vector<std::string>{"first", "second", "same place", "other file"});
  CHECK(diagnostics.error_count() == 3);
  CHECK(diagnostics.warning_count() == 1);
  CHECK(diagnostics.has_errors());
}

TEST_CASE("the table of codes is sorted, unique and described") {
  std::string_view previous = "MLO0000";
  for (const Code& code : all_codes()) {
    CHECK(code.number > previous);
    CHECK(code.number.size() == 7);
    CHECK(code.number.substr(0, 4) == "MLO0");
    CHECK_FALSE(code.title.empty());
    previous = code.number;
  }
}
