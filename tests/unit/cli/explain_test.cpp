// `mlo explain`, and its pages: each code has one, and both of its programs are what it says.
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "compiler/explain/pages.h"
#include "compiler/source/codes.h"
#include "runtime/record/error.h"
#include "tests/folder.h"
#include "tests/unit/catch.h"
#include "tests/unit/cli/mlo_command.h"

using namespace mlo;
using mlo::record::write_file;
using mlo::test::Folder;
using mlo::test::mlo_command;
using mlo::test::Ran;

namespace {

/// UTF-8 in which every character is below U+0100, as Latin-1.
std::string to_latin1(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    out += byte < 0x80 ? text[i]
                       : static_cast<char>(((byte & 0x03) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
  }
  return out;
}

struct Outcome {
  std::set<std::string> codes;  ///< of all diagnostics
  std::string said;
};

/// Runs a program of a page as its info string says, in an empty folder.
Outcome run_fence(const Page& page, const Fence& fence) {
  const Folder folder;
  std::vector<std::string> words = {"check"};
  bool latin1 = false;
  std::istringstream info(fence.info);
  for (std::string word; info >> word;) {
    if (word == "run" || word == "plan" || word == "graph")
      words[0] = word;
    else if (word == "encoding=latin-1")
      latin1 = true;
    else
      words.push_back(word);
  }
  for (const Fence& other : page.fences)
    if (other.info.starts_with("file=") &&
        (other.section == fence.section || other.section == page.code + ": " + page.title))
      write_file(folder / other.info.substr(5), other.text);
  const std::string file = (folder / "program.mlo").string();
  write_file(file, latin1 ? to_latin1(fence.text) : fence.text);
  words.push_back(file);
  if (words[0] == "run") words.insert(words.end(), {"--out", (folder / "runs").string()});
  const Ran ran = mlo_command(words);
  static const std::regex code("(?:error|warning)\\[(MLO[0-9]{4})\\]");
  return {{std::sregex_token_iterator(ran.err.begin(), ran.err.end(), code, 1), std::sregex_token_iterator()}, ran.err};
}

const Fence* program(const Page& page, const std::string& section) {
  for (const Fence& fence : page.fences)
    if (fence.section == section && !fence.info.starts_with("file=")) return &fence;
  return nullptr;
}

}  // namespace

TEST_CASE("every code has a page, every page a code, and their titles agree") {
  std::vector<std::string> codes, pages;
  for (const Code& code : all_codes()) codes.push_back(std::string(code.number) + ": " + std::string(code.title));
  for (const Page& page : explain_pages()) pages.push_back(page.code + ": " + page.title);
  CHECK(pages == codes);
}

TEST_CASE("the wrong program of every page has its code alone, and the right one no mistake") {
  for (const Page& page : explain_pages()) {
    const Fence *wrong = program(page, "Wrong"), *right = program(page, "Right");
    INFO(page.code);
    CHECK(wrong != nullptr);
    CHECK(right != nullptr);
    if (wrong == nullptr || right == nullptr) continue;
    const Outcome bad = run_fence(page, *wrong), good = run_fence(page, *right);
    INFO(bad.said << "----\n" << good.said);
    CHECK(bad.codes == std::set<std::string>{page.code});
    CHECK(good.codes.empty());
  }
}

TEST_CASE("explain prints a page, by its code or its number") {
  const Ran ran = mlo_command({"explain", "MLO0401"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, Catch::StartsWith("MLO0401: a problem reads another one with no edge for it\n") &&
                          Catch::Contains("\nWrong\n    ") && !Catch::Contains("```"));
  for (const char* other : {"mlo0401", "0401", "401"}) CHECK(mlo_command({"explain", other}).out == ran.out);
  CHECK_THAT(mlo_command({"explain", "401", "--color", "always"}).out, Catch::StartsWith("\x1b[1mMLO0401: "));
}

TEST_CASE("explain alone lists all codes") {
  const Ran ran = mlo_command({"explain"});
  CHECK(ran.code == 0);
  CHECK(std::count(ran.out.begin(), ran.out.end(), '\n') == static_cast<std::ptrdiff_t>(all_codes().size()));
  CHECK_THAT(ran.out, Catch::StartsWith("MLO0101  the file is not UTF-8 text\n"));
}

TEST_CASE("explain of an unknown code names those near it") {
  const Ran ran = mlo_command({"explain", "MLO0499"});
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, Catch::StartsWith("error: there is no code `MLO0499`\nhelp: near it: MLO04"));
  CHECK_THAT(mlo_command({"explain", "edges"}).err, Catch::Contains("`mlo explain` lists them"));
}

TEST_CASE("a page is taken apart") {
  const Page page = read_page(
      "# MLO0001: a `title`: with a colon\n\ntext\n\n## Wrong\n```mlo run --updates 1\nlet a = 1\n\n"
      "# no heading\n```\n## Right\n```mlo\nb\n```\n");
  CHECK(page.code == "MLO0001");
  CHECK(page.title == "a `title`: with a colon");
  REQUIRE(page.fences.size() == 2);
  CHECK(page.fences[0].info == "run --updates 1");
  CHECK(page.fences[0].section == "Wrong");
  CHECK(page.fences[0].text == "let a = 1\n\n# no heading\n");
  CHECK(page.fences[1].info.empty());
  CHECK(render_page(page, false) ==
        "MLO0001: a `title`: with a colon\n\ntext\n\nWrong\n    let a = 1\n\n"
        "    # no heading\nRight\n    b\n");
  CHECK(read_page("").code.empty());
  CHECK(read_page("no heading").code.empty());
}
