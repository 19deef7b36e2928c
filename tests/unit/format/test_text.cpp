// What the layout does to the text as a whole, and what it refuses.
#include <algorithm>

#include "compiler/format/format.h"
#include "compiler/format/words.h"
#include "tests/unit/catch.h"
#include "tests/unit/format/support.h"

using mlo::test::formatted;

TEST_CASE("line ends are LF, the last line has one, and there is no byte order mark") {
  CHECK(formatted("let a = 1\r\nlet b = 2\r\n") == "let a = 1\nlet b = 2\n");
  CHECK(formatted("# text\r\nlet a = 1 # beside\r\n") == "# text\nlet a = 1 # beside\n");
  CHECK(formatted("let a = 1") == "let a = 1\n");
  CHECK(formatted("\xEF\xBB\xBFlet a = 1\n") == "let a = 1\n");
  CHECK(formatted("\n\n \t\nlet a = 1\n\n\n") == "let a = 1\n");
}

TEST_CASE("a text without words keeps its comments") {
  CHECK(formatted("").empty());
  CHECK(formatted("\n \n").empty());
  CHECK(formatted("\n# a  \n\n\n## b") == "# a\n\n## b\n");
  CHECK(formatted("##.\n\n\n") == "##.\n");
}

TEST_CASE("columns are those of a terminal") {
  CHECK(formatted("let \u00fc = 1\nlet abc = 2\n") == "let \u00fc   = 1\nlet abc = 2\n");
  CHECK(formatted("let a = \"\u5b57\"   # x\nlet b = \"ab\"  # y\n") ==
        "let a = \"\u5b57\"   # x\nlet b = \"ab\"   # y\n");
}

TEST_CASE("comments of lines below each other share the column of the rightmost") {
  CHECK(formatted("let a = 1    # x\nlet b = 2 # y\n") == "let a = 1    # x\nlet b = 2    # y\n");
  CHECK(formatted("let abc = 1 # x\nlet a = 22 # y\n") == "let abc = 1   # x\nlet a   = 22  # y\n");
  CHECK(formatted("let a = 1    # x\n\nlet b = 2 # y\n") == "let a = 1    # x\n\nlet b = 2 # y\n");
  const std::string text(80, 'x');
  CHECK(formatted("let a = 1  # x\nlet b = \"" + text + "\" # y\n") ==
        "let a = 1  # x\nlet b = \"" + text + "\"  # y\n");
}

TEST_CASE("a text with errors has no layout") {
  mlo::Sources sources;
  mlo::Diagnostics diagnostics;
  CHECK_FALSE(mlo::format_file(sources, sources.add("test.mlo", "let a = (1\n"), diagnostics));
  CHECK(diagnostics.error_count() == 1);
}

TEST_CASE("two hundred brackets and a thousand operators are laid out") {
  const std::string deep = "let a = " + std::string(190, '(') + "1" + std::string(190, ')') + "\n";
  CHECK(formatted(formatted(deep)) == formatted(deep));
  std::string sum = "let a = 1";
  for (int i = 0; i < 900; ++i) sum += " + 1";
  const std::string rows = formatted(sum);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 901);
}

TEST_CASE("a comment is documentation where the language says so") {
  mlo::Sources sources;
  const auto words = mlo::format::read_words(sources, sources.add("test.mlo", "## a\n### b\n##\nlet x = 1 ##c\n"));
  std::vector<bool> docs;
  for (const auto& word : words) {
    for (const auto& comment : word.comments) docs.push_back(comment.doc);
  }
  CHECK(docs == std::vector<bool>{true, false, true, true});
}
