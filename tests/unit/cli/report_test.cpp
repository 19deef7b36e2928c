// `mlo check --format` and `--deny`: what programs read, and how it ends.
#include <nlohmann/json.hpp>

#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using mlo::record::write_file;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;
using nlohmann::json;

namespace {

const std::string fine =
    "problem a {\n  module    = ones([1])\n  optimizer = sgd(lr = 0.1)\n  loss      = sum(self() ^ 2)\n}\n";
const std::string unused = "let n = 2\n" + fine;  // a warning
const std::string wrong_report = "problem a {\n  los = 1\n}\n";

Ran check(const std::string& text, std::vector<std::string> options, const char* command = "check") {
  const Folder folder;
  write_file(folder / "p.mlo", text);
  options.insert(options.begin(), {command, (folder / "p.mlo").string()});
  return mlo_command(options);
}

}  // namespace

TEST_CASE("--format json: one object on one line of stdout, whatever was found") {
  for (const auto& [text, code, errors, warnings] :
       {std::tuple(fine, 0, 0, 0), std::tuple(unused, 0, 0, 1), std::tuple(wrong_report, 1, 1, 0)}) {
    const Ran ran = check(text, {"--format", "json"});
    CHECK(ran.code == code);
    CHECK(ran.err.empty());
    CHECK(ran.out.find('\n') == ran.out.size() - 1);
    const json read = json::parse(ran.out);
    CHECK(read["event"] == "check");
    CHECK(read["ok"] == (code == 0));
    CHECK(read["errors"].get<int>() >= errors);
    CHECK(read["warnings"] == warnings);
    CHECK(read["diagnostics"].size() == read["errors"].get<std::size_t>() + read["warnings"].get<std::size_t>());
    CHECK_FALSE(read.contains("fixes"));
    CHECK_THAT(read["file"].get<std::string>(), Catch::EndsWith("p.mlo"));
  }
}

TEST_CASE("--format github: annotations on stdout, nothing on stderr") {
  const Ran ran = check(wrong_report, {"--format", "github"});
  CHECK(ran.code == 1);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, Catch::StartsWith("::error file=") && Catch::Contains("line=2,col=3,endLine=2,endColumn=6") &&
                          Catch::Contains("title=MLO0202::"));
  CHECK(check(fine, {"--format", "github"}).out.empty());
}

TEST_CASE("--deny warnings: a warning ends with 1") {
  CHECK(check(unused, {}).code == 0);
  const Ran denied = check(unused, {"--deny", "warnings"});
  CHECK(denied.code == 1);
  CHECK_THAT(denied.err, Catch::Contains("MLO0211") && Catch::EndsWith("a warning is an error here\n"));
  CHECK(json::parse(check(unused, {"--deny", "warnings", "--format", "json"}).out)["ok"] == false);
  CHECK(check(fine, {"--deny", "warnings"}).code == 0);
  CHECK(check(unused, {"--deny", "errors"}).code == 2);
}

TEST_CASE("a run with denied warnings does not begin") {
  const Folder out;
  const Ran denied = check(unused, {"--deny", "warnings", "--updates", "1", "--out", out.path().string()}, "run");
  CHECK(denied.code == 1);
  CHECK(std::filesystem::is_empty(out.path()));
}

TEST_CASE("run --format json tells mistakes and failures as JSON") {
  const Folder out;
  const std::vector<std::string> options = {"--format", "json", "--updates", "1", "--out", out.path().string()};
  const Ran mistakes = check(wrong_report, options, "run");
  CHECK(mistakes.code == 1);
  CHECK(mistakes.err.empty());
  CHECK(json::parse(mistakes.out)["ok"] == false);

  const std::string infinite =
      "problem a {\n  module    = ones([1])\n  optimizer = sgd(lr = 0.1)\n"
      "  loss      = sum(log(self() - 1))\n}\n";
  const Ran failed = check(infinite, options, "run");
  CHECK(failed.code == 3);
  const json closing = json::parse(failed.out.substr(failed.out.rfind("{\"event\"")));
  CHECK(closing["event"] == "failed");
  CHECK(closing["diagnostic"]["code"] == "MLO0604");
  CHECK(closing["diagnostic"]["span"]["start"]["line"] == 4);
}
