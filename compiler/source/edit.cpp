#include "compiler/source/edit.h"

#include <algorithm>

namespace mlo {
namespace {

constexpr std::string_view blanks = " \t\r";

bool is_blank_text(std::string_view text) { return text.find_first_not_of(blanks) == std::string_view::npos; }

std::vector<Fix::Edit> edits_in(const Fix& fix, FileId file, const Sources& sources) {
  std::vector<Fix::Edit> out;
  for (const Fix::Edit& edit : fix.edits)
    if (edit.span.file == file && edit.span.begin <= edit.span.end) out.push_back(settled(edit, sources));
  std::stable_sort(out.begin(), out.end(),
                   [](const Fix::Edit& a, const Fix::Edit& b) { return a.span.begin < b.span.begin; });
  return out;
}

/// A deletion of all that stands on a line takes the line with it.
Span widened(const Fix::Edit& edit, const SourceFile& file) {
  if (!edit.text.empty() || edit.span.begin == edit.span.end) return edit.span;
  const std::uint32_t first = file.position(edit.span.begin).line, last = file.position(edit.span.end).line;
  const std::uint32_t begin = file.line_begin(first);
  const auto end =
      last < file.line_count() ? file.line_begin(last + 1) : static_cast<std::uint32_t>(file.text().size());
  const bool alone = is_blank_text(file.text({0, begin, edit.span.begin})) &&
                     file.text({0, edit.span.end, end}).find_first_not_of(" \t\r\n") == std::string_view::npos;
  return alone ? Span{edit.span.file, begin, end} : edit.span;
}

/// `\n` as the file writes it.
std::string with_line_ends_of(const SourceFile& file, const std::string& text) {
  const std::size_t first = file.text().find('\n');
  if (first == std::string_view::npos || first == 0 || file.text()[first - 1] != '\r') return text;
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.emplace_back(line);
    begin = end + 1;
  }
  return out;
}

}  // namespace

Fix::Edit settled(const Fix::Edit& edit, const Sources& sources) {
  if (edit.span.begin != edit.span.end || !edit.text.starts_with('\n')) return edit;
  const SourceFile& file = sources.file(edit.span.file);
  const std::uint32_t line = file.position(edit.span.begin).line;
  const auto end = file.line_begin(line) + static_cast<std::uint32_t>(file.line(line).size());
  const std::string_view rest = file.text({0, edit.span.begin, std::max(edit.span.begin, end)});
  const std::size_t word = rest.find_first_not_of(blanks);
  if (word == std::string_view::npos || rest[word] != '#') return edit;
  return {{edit.span.file, end, end}, edit.text};
}

std::string apply(const Fix& fix, FileId id, const Sources& sources) {
  const SourceFile& file = sources.file(id);
  std::string out;
  std::uint32_t at = 0;
  for (const Fix::Edit& edit : edits_in(fix, id, sources)) {
    const Span span = widened(edit, file);
    if (span.begin < at) continue;
    out += file.text({id, at, span.begin});
    out += with_line_ends_of(file, edit.text);
    at = span.end;
  }
  out += file.text({id, at, static_cast<std::uint32_t>(file.text().size())});
  return out;
}

LineChange changed_lines(std::string_view before, std::string_view after) {
  LineChange out{1, lines_of(before), lines_of(after)};
  const auto same_begin = std::mismatch(out.before.begin(), out.before.end(), out.after.begin(), out.after.end());
  out.first += static_cast<std::uint32_t>(same_begin.first - out.before.begin());
  out.after.erase(out.after.begin(), same_begin.second);
  out.before.erase(out.before.begin(), same_begin.first);
  while (!out.before.empty() && !out.after.empty() && out.before.back() == out.after.back()) {
    out.before.pop_back();
    out.after.pop_back();
  }
  return out;
}

}  // namespace mlo
