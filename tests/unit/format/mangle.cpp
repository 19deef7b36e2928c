#include "tests/unit/format/mangle.h"

#include "compiler/format/phrase.h"

namespace mlo::test {

namespace {

using format::Kind;
using format::Word;

/// A text as words and what stands between them.
struct Cut {
  explicit Cut(const std::string& source) {
    Sources sources;
    const FileId file = sources.add("test.mlo", source);
    const std::string_view text = sources.file(file).text();
    std::size_t at = 0;
    for (const Word& word : format::read_words(sources, file)) {
      if (word.kind == Kind::begin || word.kind == Kind::end) continue;
      const auto begin = static_cast<std::size_t>(word.text.data() - text.data());
      gaps.emplace_back(text.substr(at, begin - at));
      texts.emplace_back(word.text);
      kinds.push_back(word.kind);
      operands.push_back(format::ends_operand(word));
      at = begin + word.text.size();
    }
    gaps.emplace_back(text.substr(at));
  }

  std::string joined() const {
    std::string result = gaps.front();
    for (std::size_t i = 0; i < texts.size(); ++i) result += texts[i] + gaps[i + 1];
    return result;
  }

  std::vector<std::string> texts;
  std::vector<Kind> kinds;
  std::vector<bool> operands;
  std::vector<std::string> gaps;  // before each word, and behind the last
};

int up_to(int most, Random& random) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); }
bool one_in(int count, Random& random) { return up_to(count - 1, random) == 0; }

/// Whether space between two words may be left out.
bool may_touch(const Cut& cut, std::size_t i) {
  const auto punctuation = [&](std::size_t k) {
    return cut.kinds[k] == Kind::open || cut.kinds[k] == Kind::close || cut.texts[k] == "," || cut.texts[k] == "=";
  };
  return punctuation(i - 1) || punctuation(i);
}

std::string spaces(bool none_is_right, Random& random) {
  if (none_is_right && one_in(3, random)) return "";
  return one_in(4, random) ? "\t" : std::string(1 + static_cast<std::size_t>(up_to(3, random)), ' ');
}

/// A newline, far to the right of it the next word.
std::string far_below(Random& random) {
  return "\n" + std::string(12 + static_cast<std::size_t>(up_to(3, random)), ' ');
}

}  // namespace

std::string without_comments(const std::string& text) {
  Cut cut(text);
  for (std::string& gap : cut.gaps) {
    for (std::size_t at = gap.find('#'); at != std::string::npos; at = gap.find('#')) {
      gap.erase(at, std::min(gap.find('\n', at), gap.size()) - at);
    }
  }
  return cut.joined();
}

std::string with_other_space(const std::string& text, Random& random) {
  Cut cut(text);
  std::string open;  // brackets
  for (std::size_t i = 0; i < cut.texts.size(); ++i) {
    std::string& gap = cut.gaps[i];
    const bool in_line = gap.find_first_of("\n#;") == std::string::npos;
    if (cut.kinds[i] == Kind::close) open.pop_back();
    if (i > 0 && in_line) {
      const bool round = !open.empty() && open.find('{') == std::string::npos;
      const bool operator_here = cut.kinds[i] == Kind::symbol && cut.operands[i - 1] && open.empty();
      gap = (round || operator_here) && one_in(6, random) ? far_below(random) : spaces(may_touch(cut, i), random);
      const bool dot = cut.texts[i].starts_with('.') || cut.texts[i - 1].starts_with('.');
      const bool behind_number = cut.kinds[i - 1] == Kind::literal && cut.texts[i] == ".";  // `5.` is no number
      if (dot) gap = one_in(2, random) && !behind_number ? "" : " ";
    } else if (gap.find('#') == std::string::npos) {
      gap += std::string(static_cast<std::size_t>(up_to(1, random)), ' ');
    }
    if (cut.kinds[i] == Kind::open) open += cut.texts[i];
  }
  return cut.joined();
}

std::string mangled(const std::string& text, Random& random) {
  Cut cut(with_other_space(text, random));
  int count = 0;
  const auto comment = [&] { return std::string(one_in(4, random) ? " ## d" : " # c") + std::to_string(++count); };
  for (std::size_t i = 1; i < cut.texts.size(); ++i) {
    std::string& gap = cut.gaps[i];
    const bool line_end = gap.find('\n') != std::string::npos;
    const bool breakable = cut.kinds[i] == Kind::symbol || cut.kinds[i - 1] == Kind::symbol || one_in(8, random);
    if (!line_end && breakable && one_in(25, random)) gap = (one_in(2, random) ? comment() : " ") + far_below(random);
    if (line_end && one_in(8, random)) gap.insert(gap.find('\n'), gap.find('#') < gap.find('\n') ? "" : comment());
    if (line_end && one_in(10, random)) gap += comment().substr(1) + "\n";
    if (line_end && one_in(10, random)) gap += "\n  \n";
    if (line_end && gap.find('#') == std::string::npos && one_in(12, random)) gap = ";";
  }
  return cut.joined();
}

}  // namespace mlo::test
