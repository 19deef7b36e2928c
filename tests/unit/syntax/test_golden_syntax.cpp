// The golden cases of the front end, without the program: diagnostics as they are drawn, or else the tree.
#include "compiler/source/codes.h"
#include "tests/golden/golden.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/support.h"

using namespace mlo;

TEST_CASE("the front end says what the golden files expect") {
  for (const auto& source : golden::files(golden::root() / "syntax", ".mlo")) {
    INFO(source.string());
    test::Parsed parsed;
    const FileId id = parsed.sources.add(source.filename().string(), golden::read_file(source));
    parsed.file = parse(parsed.sources, id, parsed.diagnostics);
    const std::string actual = parsed.diagnostics.empty() ? parsed.printed() : parsed.drawn();
    CHECK(actual == golden::expected(source, actual));
  }
}

TEST_CASE("no expectation of the front end is left without its program") {
  CHECK(golden::orphans(golden::root() / "syntax") == std::vector<golden::fs::path>{});
}

TEST_CASE("every syntax code has a golden case") {
  std::string all;
  for (const auto& path : golden::files(golden::root() / "syntax", ".expected")) all += golden::read_file(path);
  for (const Code& code : all_codes()) {
    if (!code.number.starts_with("MLO01")) continue;
    INFO(code.number << ": " << code.title);
    CHECK(all.find(code.number) != std::string::npos);
  }
}
