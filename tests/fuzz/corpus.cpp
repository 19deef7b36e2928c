#include "tests/fuzz/corpus.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "tests/golden/golden.h"

namespace mlo::fuzz {
namespace {

namespace fs = std::filesystem;

/// Larger ones would take the time of many smaller ones.
constexpr std::size_t longest = 6000;

enum class Class { word, space, newline, sign };

Class class_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n') return Class::newline;
  if (std::isspace(byte) != 0) return Class::space;
  return std::isalnum(byte) != 0 || c == '_' || byte >= 0x80 ? Class::word : Class::sign;
}

/// Where the token that begins at `i` ends.
std::size_t token_end(const std::string& text, std::size_t i) {
  const Class kind = class_of(text[i]);
  if (text[i] == '"') {
    const std::size_t end = text.find_first_of("\"\n", i + 1);
    return end == std::string::npos ? text.size() : end + 1;
  }
  std::size_t end = i + 1;
  if (kind == Class::word || kind == Class::space)
    while (end < text.size() && class_of(text[end]) == kind) ++end;
  if (kind == Class::sign && end < text.size() && std::string("->=>..>>|><=>===!=//").find(text.substr(i, 2)) % 2 == 0)
    ++end;
  return end;
}

/// A case of what becomes too large: it takes the time of hundreds of others.
bool is_endless(fs::path path) {
  return golden::read_file(path.replace_extension(".expected")).find("MLO0212") != std::string::npos;
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    result.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return result;
}

std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = token_end(text, begin);
    result.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return result;
}

std::string mentioned_items(const std::string& library, const std::string& text) {
  std::vector<std::string> left, kept;  // paragraphs: an item each, with its comments
  for (const std::string& line : lines_of(library)) {
    if (left.empty() || left.back().ends_with("\n\n")) left.emplace_back();
    left.back() += line;
  }
  // The name behind `fn`, `module`, ... at the begin of a line; of comments and imports none, and they stay.
  const auto name_of = [](const std::string& item) -> std::string {
    for (const std::string& line : lines_of(item))
      if (const auto tokens = tokens_of(line); line[0] != '#' && line[0] != 'u' && tokens.size() > 2) return tokens[2];
    return "";
  };
  std::string mentions = text;
  for (bool more = true; more;) {
    more = false;
    for (std::string& item : left) {
      if (item.empty() || mentions.find(name_of(item)) == std::string::npos) continue;
      mentions += item;
      kept.push_back(std::exchange(item, ""));
      more = true;
    }
  }
  return joined(kept);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string result;
  for (const std::string& part : parts) result += part;
  return result;
}

Corpus read_corpus() {
  Corpus result;
  const fs::path root = MLO_SOURCE_DIR;
  for (const char* folder : {"examples", "stdlib", "tests/golden"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".mlo") continue;
      std::string path = entry.path().lexically_relative(root).string();
      if (path.starts_with("stdlib/")) path = "std/" + path.substr(7);
      result.files[path] = golden::read_file(entry.path());
    }
  for (const auto& [path, text] : result.files)
    if (!text.empty() && text.size() <= longest && !is_endless(root / path))
      result.programs.push_back({path, text, lines_of(text), tokens_of(text)});
  return result;
}

}  // namespace mlo::fuzz
