// `mlo doc`: everything that a program can name is documented, and found.
#include <set>

#include "compiler/sema/words.h"
#include "runtime/cli/commands/doc_entries.h"
#include "runtime/engine/catalog.h"
#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using namespace mlo;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;

TEST_CASE("every builtin, every word and every definition of the standard library has a documentation") {
  const sema::Catalog catalog = engine::make_catalog();
  std::vector<cli::DocEntry> all = cli::language_docs(catalog);
  CHECK(all.size() > catalog.all().size());
  const std::vector<cli::DocEntry> library = cli::library_docs();
  CHECK(library.size() > 10);
  all.insert(all.end(), library.begin(), library.end());
  for (const cli::DocEntry& entry : all) {
    INFO(entry.group << ": " << entry.name);
    CHECK_FALSE(entry.name.empty());
    CHECK_FALSE(entry.doc.empty());
    CHECK((entry.kind == "file" || entry.form.find(entry.name) != std::string::npos));
  }
}

TEST_CASE("no word of the language stands twice") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const sema::Word& word : sema::all_words()) {
    INFO(word.name);
    const bool line = word.kind == sema::WordKind::line;
    CHECK(seen.insert({line ? word.block : word.kind == sema::WordKind::item ? "item" : "", word.name}).second);
    CHECK(line == !word.block.empty());
    CHECK((line || word.otherwise.empty()));
  }
}

TEST_CASE("doc prints signature and text of a builtin") {
  const Ran ran = mlo_command({"doc", "conv2d"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, Catch::StartsWith("layer\n  conv2d(") && Catch::Contains("\n    "));
}

TEST_CASE("doc prints all that bear a name") {
  const Ran detach = mlo_command({"doc", "detach"});
  CHECK_THAT(detach.out, Catch::Contains("function\n  detach(e)") && Catch::Contains("method of an edge\n  detach"));
  const Ran steps = mlo_command({"doc", "steps"});
  CHECK_THAT(steps.out, Catch::Contains("line of a problem\n") && Catch::Contains("line of `validate` and `test`\n") &&
                            Catch::Contains("Without it: 1."));
}

TEST_CASE("doc of an item lists its lines") {
  const Ran problem = mlo_command({"doc", "problem"});
  for (const std::string& name : sema::line_names("problem"))
    CHECK_THAT(problem.out, Catch::Contains("  " + name + " "));
  CHECK_THAT(mlo_command({"doc", "test"}).out, Catch::Contains("draws"));
  CHECK_THAT(mlo_command({"doc", "run"}).out, Catch::Contains("log_every"));
}

TEST_CASE("doc knows the standard library, by name, by full name, by file") {
  const Ran ran = mlo_command({"doc", "Conv4"});
  CHECK_THAT(ran.out,
             Catch::StartsWith("module of std.models\n  module Conv4(") && Catch::Contains("Finn et al. 2017"));
  CHECK(mlo_command({"doc", "std.models.Conv4"}).out == ran.out);
  const Ran file = mlo_command({"doc", "std.models"});
  CHECK_THAT(file.out,
             Catch::StartsWith("std.models\n") && Catch::Contains("\n  Conv4 ") && Catch::Contains("\n  MLP "));
}

TEST_CASE("doc of a program lists its definitions, and prints one") {
  const Folder folder;
  const std::string file = (folder / "own.mlo").string();
  record::write_file(file,
                     "## All my nets.\n\n## A net.\n## Two lines.\nmodule Net(n: int) = linear(n)\n\n"
                     "option ways = 5 in 2..64  ## classes\n");
  const Ran list = mlo_command({"doc", file});
  CHECK(list.out == "own.mlo\n  All my nets.\n  Net   A net.\n  ways  classes\n");
  CHECK(mlo_command({"doc", file, "Net"}).out ==
        "module of own.mlo\n  module Net(n: int)\n    A net.\n    Two lines.\n");
  CHECK_THAT(mlo_command({"doc", file, "Nets"}).err, Catch::Contains("did you mean `Net`?"));
  CHECK_THAT(mlo_command({"doc", "maml.mlo", "ways"}).out, Catch::Contains("option ways = 5 in 2..64"));
}

TEST_CASE("doc alone lists all, by group") {
  const Ran ran = mlo_command({"doc"});
  CHECK(ran.code == 0);
  for (const char* group :
       {"items\n", "\nlines of a problem\n", "\nfunctions\n", "\nlayers\n", "\nmethods of edges\n", "\nstd.models\n"})
    CHECK_THAT(ran.out, Catch::Contains(group));
}

TEST_CASE("doc of an unknown name names the nearest one") {
  const Ran ran = mlo_command({"doc", "conv2"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err == "error: nothing is called `conv2`\nhelp: did you mean `conv2d`?\n");
  CHECK_THAT(mlo_command({"doc", "std.models.Conv5"}).err, Catch::Contains("did you mean `std.models.Conv4`?"));
  CHECK_THAT(mlo_command({"doc", "xyzzy"}).err, Catch::Contains("`mlo doc` lists what there is"));
  CHECK(mlo_command({"doc", "relu", "tanh"}).code == 2);
}
