#include "runtime/cli/places.h"

#include "runtime/cli/device.h"
#include "runtime/cli/exit.h"
#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"

using namespace mlo::cli;
using mlo::record::write_file;
using mlo::test::Folder;

namespace {

/// What is advised where `name` cannot be found.
std::string help_for(const std::string& name, const std::filesystem::path& examples) {
  try {
    find_program(name, examples);
  } catch (const UsageError& error) {
    return error.help;
  }
  return "found";
}

}  // namespace

TEST_CASE("a program is a file first, then an example by its bare name") {
  const Folder here, examples;
  write_file(examples / "maml.mlo", "");
  write_file(here / "own.mlo", "");
  CHECK(find_program((here / "own.mlo").string(), examples.path()) == here / "own.mlo");
  CHECK(find_program("maml.mlo", examples.path()) == examples / "maml.mlo");
  CHECK_THROWS_AS(find_program("folder/maml.mlo", examples.path()), UsageError);
  CHECK_THROWS_AS(find_program((here / "maml.mlo").string(), examples.path()), UsageError);
}

TEST_CASE("a program that is not there: the nearest one is named") {
  const Folder here, examples;
  write_file(examples / "trilevel.mlo", "");
  write_file(here / "own_program.mlo", "");
  CHECK(help_for("trilvel.mlo", examples.path()) == "did you mean `trilevel.mlo`?");
  CHECK(help_for("trilevel", examples.path()) == "did you mean `trilevel.mlo`?");
  CHECK(help_for((here / "own_progrm.mlo").string(), examples.path()) ==
        "did you mean `" + (here / "own_program.mlo").string() + "`?");
  CHECK(help_for("zzz.mlo", examples.path()) == "bundled examples: trilevel.mlo");
  CHECK_THROWS_WITH(find_program(here.path().string(), examples.path()), Catch::Contains("is a folder"));
}

TEST_CASE("places named by the environment win, and must exist") {
  const Folder folder;
  ::setenv("MLO_EXAMPLES", folder.path().c_str(), 1);
  CHECK(find_places().examples == folder.path());
  ::setenv("MLO_EXAMPLES", "/no/such/folder", 1);
  CHECK_THROWS_WITH(find_places(), Catch::Contains("MLO_EXAMPLES"));
  ::unsetenv("MLO_EXAMPLES");
  CHECK(std::filesystem::exists(find_places().examples / "maml.mlo"));
}

TEST_CASE("devices") {
  CHECK(resolve_device("auto", 0) == "cpu");
  CHECK(resolve_device("auto", 1) == "cuda");
  CHECK(resolve_device("cpu", 1) == "cpu");
  CHECK(resolve_device("cuda:1", 2) == "cuda:1");
  CHECK_THROWS_WITH(resolve_device("cuda", 0), Catch::Contains("no CUDA device"));
  CHECK_THROWS_WITH(resolve_device("cuda:2", 2), Catch::Contains("cuda:2"));
  for (const char* wrong : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", ""}) {
    INFO(wrong);
    CHECK_THROWS_AS(resolve_device(wrong, 4), UsageError);
  }
}
