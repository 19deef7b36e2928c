// `mlo check --fix`: what it changes, what it leaves, what it says.
#include "runtime/cli/commands/fix.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using namespace mlo;
using mlo::record::write_file;
using mlo::test::content;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;

namespace fs = std::filesystem;

namespace {

/// Two problems; the loss of `b` reads `a`.
const std::string problems =
    "problem a { module = ones([1]); optimizer = sgd(lr = 0.1); loss = sum(b() ^ 2 + self() ^ 2) }\n"
    "problem b { module = ones([1]); optimizer = sgd(lr = 0.1); loss = sum((self() - a()) ^ 2) }\n";

/// The text that `--fix` makes of a program.
std::string fixed(const std::string& text, std::vector<std::string> options = {}, int code = 0) {
  const Folder folder;
  const std::string file = (folder / "p.mlo").string();
  write_file(file, text);
  options.insert(options.begin(), {"check", file, "--fix"});
  const Ran ran = mlo_command(options);
  INFO(ran.err);
  CHECK(ran.code == code);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
  return content(file);
}

}  // namespace

TEST_CASE("--fix inserts the missing edge, behind the comment of the last one") {
  CHECK(fixed(problems + "l2u b -> a via unroll  # back\n") ==
        problems + "l2u b -> a via unroll  # back\nu2l a -> b\n");
}

TEST_CASE("--fix inserts the missing edge behind the problem where there is no edge") {
  const std::string meta = "problem meta { module = ones([1]); optimizer = sgd(lr = 0.1); loss = sum(self() ^ 2) }\n";
  const std::string fit = "problem fit { init = meta; optimizer = sgd(lr = 0.1); loss = sum(self() ^ 2) }\n";
  CHECK(fixed(meta + fit, {}, 1) == meta + fit + "u2l meta -> fit\n");  // the way back is missing: not for --fix
}

TEST_CASE("--fix corrects misspelt words, one after another, and leaves comments alone") {
  CHECK(fixed("# all wrong\n" + problems + "u2l a -> b\nl2u b => a vai unrol  # why\nrnu { update = 3 }\n") ==
        "# all wrong\n" + problems + "u2l a -> b\nl2u b -> a via unroll  # why\nrun { updates = 3 }\n");
}

TEST_CASE("--fix says what it changed, and where") {
  const Folder folder;
  const std::string file = (folder / "p.mlo").string();
  write_file(file, problems + "u2l a -> b\nl2u b -> a via unrol\n");
  const Ran ran = mlo_command({"check", file, "--fix"});
  CHECK(ran.out.empty());
  CHECK(ran.err == "fixed[MLO0201] at " + file +
                       ":4:16: there is no method `unrol`\n"
                       "   4 - l2u b -> a via unrol\n"
                       "   4 + l2u b -> a via unroll\n\n" +
                       file + ": 1 fix applied\n" + file + ": no mistakes\n");
}

TEST_CASE("--fix with --format json lists the fixes") {
  const Folder folder;
  const std::string file = (folder / "p.mlo").string();
  write_file(file, problems + "u2l a -> b\nl2u b -> a via unrol\n");
  const auto read = nlohmann::json::parse(mlo_command({"check", file, "--fix", "--format", "json"}).out);
  CHECK(read["ok"] == true);
  CHECK(read["diagnostics"].empty());
  REQUIRE(read["fixes"].size() == 1);
  const auto& fix = read["fixes"][0];
  CHECK(fix["code"] == "MLO0201");
  CHECK(fix["file"] == file);
  CHECK(fix["line"] == 4);
  CHECK(fix["column"] == 16);
  CHECK(fix["before"] == nlohmann::json::array({"l2u b -> a via unrol"}));
  CHECK(fix["after"] == nlohmann::json::array({"l2u b -> a via unroll"}));
}

TEST_CASE("--fix leaves a program alone that has no mistakes, or none with a fix") {
  const std::string fine = problems + "u2l a -> b\nl2u b -> a via unroll\n";
  CHECK(fixed(fine) == fine);
  const std::string unfixable = problems + "u2l a -> b\n";
  CHECK(fixed(unfixable, {}, 1) == unfixable);
}

TEST_CASE("a fix that makes a program worse is not kept") {
  // As `steps`, the line is read, and that finds two mistakes in the place of one.
  const std::string text = problems + "u2l a -> b\nl2u b -> a via unroll\n";
  const std::string wrong = "problem c { module = ones([1]); optimizer = sgd(lr = 0.1); loss = sum(self()); " +
                            std::string("stesp = first_ + second_ }\n");
  CHECK(fixed(wrong + text, {}, 1) == wrong + text);
}

TEST_CASE("--fix repairs the user's own imports, and never the standard library") {
  const Folder folder;
  const std::string net = (folder / "net.mlo").string(), file = (folder / "p.mlo").string();
  write_file(net, "module Net(n: int) = linaer(n)\n");
  const std::string program =
      "use \"net.mlo\" { Net }\nproblem a { module = Net(1); optimizer = sgd(lr = 0.1); "
      "loss = mean(self(ones([4, 2])) ^ 2) }\n";
  write_file(file, program);
  CHECK(mlo_command({"check", file, "--fix"}).code == 0);
  CHECK(content(net) == "module Net(n: int) = linear(n)\n");
  CHECK(content(file) == program);

  fs::create_directory(folder / "library");
  const std::string wrong = "module Net(n: int) = linaer(n)\n";
  write_file(folder / "library/nets.mlo", wrong);
  write_file(file, "use std.nets { Net }\n" + program.substr(program.find('\n') + 1));
  ::setenv("MLO_STDLIB", (folder / "library").c_str(), 1);
  CHECK(mlo_command({"check", file, "--fix"}).code == 1);
  ::unsetenv("MLO_STDLIB");
  CHECK(content(folder / "library/nets.mlo") == wrong);
}

TEST_CASE("--fix keeps line ends and rights, and writes nothing where nothing changes") {
  CHECK(fixed("rnu { updates = 3 }\r\n\r\n" + problems + "u2l a -> b\r\nl2u b -> a via unroll\r\n")
            .starts_with("run { updates = 3 }\r\n\r\n"));
  const Folder folder;
  const std::string file = (folder / "p.mlo").string();
  write_file(file, problems + "u2l a -> b\nl2u b -> a via unroll\n");
  const auto before = fs::last_write_time(file);
  CHECK(mlo_command({"check", file, "--fix"}).code == 0);
  CHECK(fs::last_write_time(file) == before);
}

TEST_CASE("what cannot be fixed in place is refused") {
  const Ran bundled = mlo_command({"check", "maml.mlo", "--fix"});
  CHECK(bundled.code == 2);
  CHECK_THAT(bundled.err, Catch::Contains("is a bundled example") && Catch::Contains("help: copy it first: `cp "));
  CHECK(mlo_command({"check", "maml.mlo", "--fix", "--emit", "ast"}).code == 2);
  CHECK_THAT(mlo_command({"check", "/dev/null", "--fix"}).err, Catch::Contains("no file that can be written"));
}

namespace {

std::size_t count(const Diagnostics& diagnostics, const Diagnostic& wanted) {
  const auto all = diagnostics.sorted();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& d) { return d.code == wanted.code && d.message == wanted.message; }));
}

std::set<std::string> error_codes(const Diagnostics& diagnostics) {
  std::set<std::string> out;
  for (const Diagnostic& d : diagnostics.sorted())
    if (d.severity == Severity::error) out.insert(d.code);
  return out;
}

/// "MLO02" and "MLO03" are one stage.
char stage(const std::string& code) { return code[4] == '3' || code[4] == '5' ? '2' : code[4]; }

/// Works in the folder of each golden program, with the program as it is checked.
void for_each_golden_program(const std::function<void(const cli::Compilation&)>& work) {
  const fs::path here = fs::current_path();
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MLO_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() != ".mlo") continue;
    fs::current_path(entry.path().parent_path());
    cli::Compilation program({entry.path().filename().string(), {}, {}, {}, {}});
    cli::compile(program, cli::Stage::shapes);
    INFO(entry.path());
    work(program);
  }
  fs::current_path(here);
}

}  // namespace

TEST_CASE("every fix that a golden case offers takes its diagnostic away") {
  std::size_t fixes = 0;
  for_each_golden_program([&](const cli::Compilation& before) {
    for (const Diagnostic& diagnostic : before.diagnostics.sorted()) {
      const auto request = cli::with_fix(before, diagnostic);
      if (!request) continue;
      ++fixes;
      cli::Compilation after(*request);
      cli::compile(after, cli::Stage::shapes);
      INFO(diagnostic.code << " " << diagnostic.message << "\n" << request->texts.begin()->second);
      CHECK(count(after.diagnostics, diagnostic) < count(before.diagnostics, diagnostic));
    }
  });
  CHECK(fixes > 60);
}

TEST_CASE("all fixes of a golden case together bring no other error, but what a later stage then finds") {
  std::size_t mended = 0;
  for_each_golden_program([&](const cli::Compilation& before) {
    if (fs::current_path().filename() == "syntax") return;  // pieces of the grammar, no programs
    const cli::Fixed fixed = cli::fix_all(before.request, cli::Stage::shapes);
    const std::set<std::string> known = error_codes(before.diagnostics);
    for (const std::string& code : error_codes(fixed.compilation->diagnostics)) {
      INFO(code << " is new\n" << fixed.compilation->sources.file(fixed.compilation->main).text());
      const bool uncovered = !known.empty() && stage(code) > stage(*known.begin());
      CHECK((known.contains(code) || uncovered));
    }
    if (before.diagnostics.has_errors() && !fixed.compilation->diagnostics.has_errors()) ++mended;
  });
  CHECK(mended > 20);
}
