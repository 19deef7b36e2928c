#include "tests/unit/format/support.h"

#include <algorithm>

#include "compiler/format/format.h"
#include "compiler/format/words.h"
#include "compiler/source/draw.h"
#include "compiler/syntax/parse.h"
#include "tests/golden/golden.h"
#include "tests/unit/catch.h"

namespace mlo::test {

namespace {

namespace fs = std::filesystem;

void add_files(const fs::path& folder, std::vector<Program>& result) {
  for (const fs::path& path : golden::files(fs::path(MLO_SOURCE_DIR) / folder, ".mlo")) {
    result.push_back({(folder / path.filename()).string(), golden::read_file(path)});
  }
}

void add_blocks(const std::string& page, std::vector<Program>& result) {
  const std::string text = golden::read_file(fs::path(MLO_SOURCE_DIR) / page), open = "```mlo\n";
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    const std::size_t begin = at + open.size();
    const std::string block = text.substr(begin, text.find("```", begin) - begin);
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n') + 1;
    if (is_valid(block)) result.push_back({page + ":" + std::to_string(line), block});
  }
}

}  // namespace

std::string formatted(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto result = format_file(sources, sources.add("test.mlo", text), diagnostics);
  if (!result) FAIL(draw_all(diagnostics, sources) << "\n" << text);
  return *result;
}

bool is_valid(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  parse(sources, sources.add("test.mlo", text), diagnostics);
  return !diagnostics.has_errors();
}

std::vector<std::string> comments_of(const std::string& text) {
  Sources sources;
  std::vector<std::string> result;
  for (const format::Word& word : format::read_words(sources, sources.add("test.mlo", text))) {
    for (const format::Comment& comment : word.comments) result.emplace_back(comment.text);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<Program> canonical_programs() {
  std::vector<Program> result;
  add_files("examples", result);
  add_files("stdlib", result);
  add_blocks("README.md", result);
  add_blocks("grammar/README.md", result);
  return result;
}

std::vector<Program> programs() {
  std::vector<Program> result = canonical_programs();
  add_files("tests/unit/format/cases", result);
  return result;
}

}  // namespace mlo::test
