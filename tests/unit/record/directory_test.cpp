#include "runtime/record/directory.h"

#include "runtime/record/error.h"
#include "runtime/record/program_copy.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"

namespace fs = std::filesystem;
using namespace mlo::record;
using mlo::test::content;
using mlo::test::Folder;

TEST_CASE("a run directory is called by time and seed") {
  std::tm parts{};
  parts.tm_year = 2024 - 1900;
  parts.tm_mday = 31;
  parts.tm_hour = 14;
  parts.tm_sec = 1;
  parts.tm_isdst = -1;
  CHECK(directory_name(std::mktime(&parts), 7) == "20240131-140001-7");
}

TEST_CASE("a run never takes another one's directory") {
  const Folder out;
  const fs::path first = create_directory(out.path(), "maml", "now-1");
  const fs::path second = create_directory(out.path(), "maml", "now-1");
  const fs::path third = create_directory(out.path(), "maml", "now-1");
  CHECK(first == out / "maml/now-1");
  CHECK(second == out / "maml/now-1-2");
  CHECK(third == out / "maml/now-1-3");
  CHECK(fs::read_symlink(out / "maml/latest") == "now-1-3");
  CHECK(fs::is_directory(out / "maml/latest"));
}

TEST_CASE("a place that cannot hold run directories is named") {
  const Folder out;
  write_file(out / "file", "");
  CHECK_THROWS_WITH(create_directory(out / "file", "maml", "now-1"), Catch::Contains("file/maml"));
}

TEST_CASE("the program's copy keeps how its files refer to each other") {
  const Folder out;
  mlo::Sources sources;
  sources.add("programs/main.mlo", "main");
  sources.add("std/models.mlo", "models");
  sources.add("programs/../nets/net.mlo", "net");
  copy_program(sources, out / "program");
  CHECK(content(out / "program/programs/main.mlo") == "main");
  CHECK(content(out / "program/nets/net.mlo") == "net");
  CHECK(content(out / "program/std/models.mlo") == "models");
}

TEST_CASE("a program alone stands at the top of its copy") {
  mlo::Sources sources;
  sources.add("/some/where/maml.mlo", "");
  CHECK(copy_layout(sources).at(0) == "maml.mlo");
}
