// `mlo fmt`: which files it writes, what it says, how it ends.
#include <iostream>
#include <sstream>

#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using mlo::record::write_file;
using mlo::test::content;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;

namespace fs = std::filesystem;

namespace {

constexpr const char* ugly = "let a=1\n";
constexpr const char* pretty = "let a = 1\n";
constexpr const char* wrong = "let a = (1\n";

}  // namespace

TEST_CASE("fmt writes what changes, and says so") {
  const Folder folder;
  const std::string a = (folder / "a.mlo").string(), b = (folder / "b.mlo").string();
  write_file(a, ugly);
  write_file(b, pretty);
  const auto before = fs::last_write_time(b);
  const Ran ran = mlo_command({"fmt", a, b});
  CHECK(ran.code == 0);
  CHECK(ran.out.empty());
  CHECK(ran.err == a + " changed\n");
  CHECK(content(a) == pretty);
  CHECK(fs::last_write_time(b) == before);
  CHECK(mlo_command({"fmt", a, b}).err.empty());
}

TEST_CASE("fmt keeps a file's rights, and a link") {
  const Folder folder;
  write_file(folder / "a.mlo", ugly);
  const auto rights = fs::perms::owner_all | fs::perms::group_read;
  fs::permissions(folder / "a.mlo", rights);
  fs::create_symlink("a.mlo", folder / "link.mlo");
  CHECK(mlo_command({"fmt", (folder / "link.mlo").string()}).code == 0);
  CHECK(content(folder / "a.mlo") == pretty);
  CHECK(fs::status(folder / "a.mlo").permissions() == rights);
  CHECK(fs::is_symlink(folder / "link.mlo"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
}

TEST_CASE("fmt --check writes nothing, names what would change and ends with 1") {
  const Folder folder;
  const std::string a = (folder / "a.mlo").string();
  write_file(a, ugly);
  const Ran ran = mlo_command({"fmt", "--check", a});
  CHECK(ran.code == 1);
  CHECK(ran.err == a + " would change\n");
  CHECK(content(a) == ugly);
  write_file(a, pretty);
  CHECK(mlo_command({"fmt", "--check", a}).code == 0);
}

TEST_CASE("fmt --diff writes nothing and prints what would change") {
  const Folder folder;
  const std::string a = (folder / "a.mlo").string();
  write_file(a, ugly);
  const Ran ran = mlo_command({"fmt", "--diff", a});
  CHECK(ran.code == 0);
  CHECK(ran.out == "--- " + a + "\n+++ " + a + "\n@@ -1 +1 @@\n-let a=1\n+let a = 1\n");
  CHECK(ran.err.empty());
  CHECK(content(a) == ugly);
  CHECK(mlo_command({"fmt", "--diff", "--check", a}).code == 1);
}

TEST_CASE("fmt leaves a file with mistakes as it is, and goes on") {
  const Folder folder;
  write_file(folder / "a.mlo", wrong);
  write_file(folder / "b.mlo", ugly);
  const Ran ran = mlo_command({"fmt", folder.path().string()});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.err, Catch::Contains("MLO0110") && Catch::Contains("a.mlo:1:9") && Catch::Contains("b.mlo changed"));
  CHECK(content(folder / "a.mlo") == wrong);
  CHECK(content(folder / "b.mlo") == pretty);
}

TEST_CASE("fmt walks folders, but not hidden ones and not the records of runs") {
  const Folder folder;
  for (const char* name : {"nets", ".hidden", "run", "run/program"}) fs::create_directory(folder / name);
  for (const char* name : {"a.mlo", "nets/b.mlo", ".hidden/c.mlo", "run/program/d.mlo", "text.md"}) {
    write_file(folder / name, ugly);
  }
  write_file(folder / "run/metrics.jsonl", "");
  const Ran ran = mlo_command({"fmt", folder.path().string()});
  CHECK(ran.err == (folder / "a.mlo").string() + " changed\n" + (folder / "nets/b.mlo").string() + " changed\n");
  for (const char* name : {".hidden/c.mlo", "run/program/d.mlo", "text.md"}) CHECK(content(folder / name) == ugly);
}

TEST_CASE("fmt - reads the standard input and writes the standard output") {
  std::istringstream input(ugly);
  std::streambuf* const before = std::cin.rdbuf(input.rdbuf());
  const Ran ran = mlo_command({"fmt", "-"});
  std::cin.rdbuf(before);
  CHECK(ran.code == 0);
  CHECK(ran.out == pretty);
  CHECK(ran.err.empty());
}

TEST_CASE("fmt names what it cannot find") {
  const Folder folder;
  CHECK_THAT(mlo_command({"fmt"}).err, Catch::Contains("FILE"));
  const Ran missing = mlo_command({"fmt", (folder / "a.mlo").string()});
  CHECK(missing.code == 2);
  CHECK_THAT(missing.err, Catch::StartsWith("error: there is no file `") && Catch::Contains("help: name .mlo files"));
  const Ran empty = mlo_command({"fmt", folder.path().string()});
  CHECK(empty.code == 2);
  CHECK_THAT(empty.err, Catch::Contains("there is no .mlo file in"));
}
