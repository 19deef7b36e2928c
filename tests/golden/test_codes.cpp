// The table of diagnostic codes, what the sources use, and what the golden cases show: all three are the same.
#include <map>
#include <regex>
#include <set>

#include "compiler/source/codes.h"
#include "tests/golden/golden.h"
#include "tests/unit/catch.h"

using namespace mlo;

namespace {

using Codes = std::set<std::string>;

Codes codes_in(const std::string& text) {
  static const std::regex code("MLO[0-9]{4}");
  return {std::sregex_token_iterator(text.begin(), text.end(), code), std::sregex_token_iterator()};
}

/// What the files below these folders mention, by file.
std::map<std::string, Codes> mentioned(const std::vector<std::string>& folders, const Codes& extensions) {
  std::map<std::string, Codes> result;
  for (const std::string& folder : folders)
    for (const auto& entry : golden::fs::recursive_directory_iterator(golden::fs::path(MLO_SOURCE_DIR) / folder))
      if (extensions.contains(entry.path().extension().string()) && entry.path().filename() != "codes.cpp")
        result[entry.path().string()] = codes_in(golden::read_file(entry.path()));
  return result;
}

Codes known() {
  Codes result;
  for (const Code& code : all_codes()) result.emplace(code.number);
  return result;
}

}  // namespace

TEST_CASE("the table of codes is sorted, each code once and with a title") {
  std::string_view last;
  for (const Code& code : all_codes()) {
    INFO(code.number);
    CHECK(last < code.number);
    CHECK(codes_in(std::string(code.number)) == Codes{std::string(code.number)});
    CHECK_FALSE(code.title.empty());
    last = code.number;
  }
}

TEST_CASE("the sources use the codes of the table, and all of them") {
  const Codes table = known();
  Codes used;
  for (const auto& [file, codes] : mentioned({"compiler", "runtime"}, {".cpp", ".h"}))
    for (const std::string& code : codes) {
      INFO(file << ": " << code);
      CHECK(table.contains(code));
      if (file.ends_with(".cpp")) used.insert(code);
    }
  CHECK(used == table);
}

/// `test_syntax` has the codes of syntax, of which one mistake often brings another.
TEST_CASE("every code has a golden case that shows it alone") {
  Codes alone;
  for (const auto& [file, codes] : mentioned({"tests/golden"}, {".expected"}))
    for (const std::string& code : codes)
      if (codes.size() == 1 || code.starts_with("MLO01")) alone.insert(code);
  for (const Code& code : all_codes()) {
    INFO(code.number << ": " << code.title);
    CHECK(alone.contains(std::string(code.number)));
  }
}
