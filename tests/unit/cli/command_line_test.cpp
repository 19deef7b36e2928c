// The command line as a user meets it: exit codes and what is said on which stream.
#include "runtime/cli/command_line.h"

#include "runtime/cli/commands/commands.h"
#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using namespace mlo::cli;
using mlo::test::content;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;

TEST_CASE("no arguments: a short help") {
  const Ran ran = mlo_command({});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, Catch::Contains("check") && Catch::Contains("mlo run maml.mlo"));
  CHECK(ran.err.empty());
}

TEST_CASE("every command has examples in its help") {
  for (const char* command : {"run", "check", "verify", "plan", "graph", "fmt", "explain", "doc", "version"}) {
    INFO(command);
    const Ran ran = mlo_command({command, "--help"});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Catch::Contains("Examples:\n  mlo " + std::string(command)));
  }
}

TEST_CASE("a wrong command line ends with 2, nothing on stdout, and the nearest name") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"chekc", "a.mlo"}, "did you mean `check`?"},
      {{"maml.mlo"}, "did you mean `mlo run maml.mlo`?"},
      {{"frobnicate"}, "`mlo --help` lists the commands"},
      {{"run", "maml.mlo", "--sede", "3"}, "did you mean `--seed`?"},
      {{"--frobnicate"}, "`mlo --help` lists what it takes"},
      {{"run"}, "`mlo run` needs a FILE"},
      {{"run", "maml.mlo", "--updates", "0"},
       "`--updates 0` is out of range\nhelp: `--updates` takes a whole number, 1 or"},
      {{"run", "maml.mlo", "--updates", "x"}, "`--updates x`: that is no whole number"},
      {{"run", "maml.mlo", "--updates", "1.5"}, "`--updates 1.5`: that is no whole number"},
      {{"run", "maml.mlo", "--updates", "99999999999999999999"}, "is out of range"},
      {{"run", "maml.mlo", "--threads", "257"}, "`--threads` takes a whole number from 1 to 256"},
      {{"run", "maml.mlo", "--seed", "-1"}, "`--seed -1` is out of range"},
      {{"run", "maml.mlo", "--seed"}, "`--seed` has no value"},
      {{"run", "maml.mlo", "--seed", "1", "--seed=2"}, "`--seed` is given twice"},
      {{"run", "maml.mlo", "--format", "xml"}, "`--format` does not take `xml`\nhelp: it takes human or json"},
      {{"run", "maml.mlo", "--format", "jsn"}, "did you mean `--format json`?"},
      {{"check", "maml.mlo", "--emit=tokens"}, "it takes ast, program, graph or schedule"},
      {{"check", "maml.mlo", "--color", "red"}, "it takes auto, always or never"},
      {{"check", "maml.mlo", "--emit", "ast", "--format", "json"}, "both print to stdout"},
      {{"check", "maml.mlo", "--set", "ways"}, "write `--set name=value`"},
      {{"check", "no_such_program.mlo"}, "there is no program `no_such_program.mlo`"},
  };
  for (const auto& [arguments, words] : cases) {
    INFO(arguments.back());
    const Ran ran = mlo_command(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, Catch::StartsWith("error: ") && Catch::Contains(words));
  }
}

TEST_CASE("settings are taken apart at the first equal sign") {
  const auto settings = read_settings({"a=1", "b=x=y", "c="});
  CHECK(settings[1].name == "b");
  CHECK(settings[1].text == "x=y");
  CHECK(settings[2].text.empty());
  CHECK_THROWS_AS(read_settings({"=1"}), UsageError);
}

TEST_CASE("a program with mistakes ends with 1, and draws them on stderr without color") {
  const Folder folder;
  mlo::record::write_file(folder / "bad.mlo", "problem a {\n  los = 1\n}\n");
  const Ran ran = mlo_command({"check", (folder / "bad.mlo").string()});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, Catch::Contains("bad.mlo:2:3") && !Catch::Contains("\x1b["));
  CHECK_THAT(mlo_command({"check", (folder / "bad.mlo").string(), "--color", "always"}).err, Catch::Contains("\x1b["));
}

TEST_CASE("a program without mistakes ends with 0") {
  const Ran ran = mlo_command({"check", "trilevel.mlo"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.err, Catch::EndsWith("trilevel.mlo: no mistakes\n"));
  CHECK_FALSE(mlo_command({"plan", "trilevel.mlo"}).out.empty());
  CHECK_THAT(mlo_command({"graph", "trilevel.mlo", "--format", "dot"}).out, Catch::StartsWith("digraph"));
}

TEST_CASE("a run leaves its records and prints its results") {
  const Folder folder;
  const Ran ran = mlo_command({"run", "trilevel.mlo", "--updates", "2", "-q", "--out", folder.path().string()});
  INFO(ran.err);
  CHECK(ran.code == 0);
  for (const char* name : {"program/trilevel.mlo", "options.json", "plan.txt", "metrics.jsonl", "environment.json",
                           "checkpoints/last.pt", "log.txt"}) {
    INFO(name);
    CHECK(std::filesystem::exists(folder / "trilevel/latest" / name));
  }
}

TEST_CASE("with --format json, stdout is metrics.jsonl and a closing line") {
  const Folder folder;
  const Ran ran =
      mlo_command({"run", "trilevel.mlo", "--updates", "2", "--format", "json", "--out", folder.path().string()});
  INFO(ran.err);
  CHECK(ran.code == 0);
  const std::string metrics = content(folder / "trilevel/latest/metrics.jsonl");
  CHECK_THAT(ran.out, Catch::StartsWith(metrics + "{\"event\": \"done\", \"updates\": 2"));
}
