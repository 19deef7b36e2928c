// Diagnostics as JSON: the form that the README describes, read back by another reader.
#include <nlohmann/json.hpp>

#include "compiler/source/github.h"
#include "compiler/source/json.h"
#include "tests/unit/catch.h"

using namespace mlo;
using nlohmann::json;

namespace {

struct Found {
  Sources sources;
  Diagnostics diagnostics;
  FileId file;
  explicit Found(std::string text) : file(sources.add("dir/a.mlo", std::move(text))) {}
};

}  // namespace

TEST_CASE("a diagnostic has all of its parts in JSON") {
  Found found("l\u00e4ne\nsecond # comment\n");
  found.diagnostics.error("MLO0401", {found.file, 1, 5}, "\"quoted\"\nand `code`")
      .at("here")
      .label({found.file, 6, 12}, "there")
      .note("a fact")
      .with_help("do that")
      .with_fix({found.file, 12, 12}, "\nthird");
  const json read = json::parse(diagnostics_json(found.diagnostics, found.sources));
  REQUIRE(read.size() == 1);
  const json& d = read[0];
  CHECK(d["code"] == "MLO0401");
  CHECK(d["title"] == "a problem reads another one with no edge for it");
  CHECK(d["severity"] == "error");
  CHECK(d["message"] == "\"quoted\"\nand `code`");
  CHECK(d["span"] == json::parse(R"({"file": "dir/a.mlo", "start": {"line": 1, "column": 2, "offset": 1},
                                     "end": {"line": 1, "column": 5, "offset": 5}})"));
  CHECK(d["label"] == "here");
  CHECK(d["labels"][0]["text"] == "there");
  CHECK(d["labels"][0]["span"]["start"]["line"] == 2);
  CHECK(d["notes"] == json::array({"a fact"}));
  CHECK(d["help"] == "do that");
  REQUIRE(d["fix"].size() == 1);
  CHECK(d["fix"][0]["text"] == "\nthird");
  CHECK(d["fix"][0]["span"]["start"]["offset"] == 22);  // behind the comment, where it is applied
}

TEST_CASE("what a diagnostic has not is empty in JSON, and its fix null") {
  Found found("x");
  found.diagnostics.warning("MLO0211", {found.file, 0, 1}, "m");
  const std::string text = diagnostics_json(found.diagnostics, found.sources);
  CHECK(text.find('\n') == std::string::npos);
  const json d = json::parse(text)[0];
  CHECK(d["severity"] == "warning");
  CHECK(d["label"] == "");
  CHECK(d["labels"] == json::array());
  CHECK(d["notes"] == json::array());
  CHECK(d["help"] == "");
  CHECK(d["fix"].is_null());
}

TEST_CASE("diagnostics in JSON are sorted, and none is an empty array") {
  Found found("abc");
  CHECK(diagnostics_json(found.diagnostics, found.sources) == "[]");
  found.diagnostics.error("MLO0201", {found.file, 2, 3}, "second");
  found.diagnostics.error("MLO0201", {found.file, 0, 1}, "first");
  const json read = json::parse(diagnostics_json(found.diagnostics, found.sources));
  CHECK(read[0]["message"] == "first");
  CHECK(read[1]["message"] == "second");
}

TEST_CASE("a place in no file, and bytes that are no text, are still JSON") {
  Found found("x");
  found.diagnostics.error("MLO0101", {found.file + 7, 0, 1}, "byte \xFF");
  const json d = json::parse(diagnostics_json(found.diagnostics, found.sources))[0];
  CHECK(d["span"].is_null());
  CHECK(d["message"] == "byte \uFFFD");
}

TEST_CASE("annotations of GitHub Actions: place, title, message, and what must be escaped") {
  Sources sources;
  const FileId file = sources.add("a,b:c%.mlo", "one\ntwo\n");
  Diagnostics diagnostics;
  diagnostics.error("MLO0401", {file, 4, 7}, "50% of `a: b, c`\r\nmore").at("here").note("n").with_help("h");
  CHECK(diagnostics_github(diagnostics, sources) ==
        "::error file=a%2Cb%3Ac%25.mlo,line=2,col=1,endLine=2,endColumn=4,title=MLO0401::"
        "50%25 of `a: b, c`%0D%0Amore%0Ahere%0Anote: n%0Ahelp: h\n");
}

TEST_CASE("an annotation over several lines has no columns, which GitHub would refuse") {
  Found found("one\ntwo\n");
  found.diagnostics.warning("MLO0211", {found.file, 1, 6}, "m");
  CHECK(diagnostics_github(found.diagnostics, found.sources) ==
        "::warning file=dir/a.mlo,line=1,endLine=2,title=MLO0211::m\n");
}
