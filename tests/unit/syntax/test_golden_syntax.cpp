// The golden cases of the front end, without the program: diagnostics as they are drawn, or else the tree.
#include "compiler/source/codes.h"
#include "compiler/source/edit.h"
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

TEST_CASE("what other languages write is repaired to what parses") {
  for (const char* name :
       {"foreign_comments", "comma_behind_line", "comma_for_arrow", "method_behind_equals", "class_for_problem"}) {
    INFO(name);
    test::Parsed before, after;
    const FileId id =
        before.sources.add(name, golden::read_file(golden::root() / "syntax" / (std::string(name) + ".mlo")));
    before.file = parse(before.sources, id, before.diagnostics);
    Fix all;
    for (const Diagnostic& d : before.diagnostics.sorted())
      if (d.fix) all.edits.insert(all.edits.end(), d.fix->edits.begin(), d.fix->edits.end());
    const FileId fixed = after.sources.add(name, apply(all, id, before.sources));
    after.file = parse(after.sources, fixed, after.diagnostics);
    INFO(after.drawn());
    CHECK(after.diagnostics.empty());
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
