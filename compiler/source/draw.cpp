#include "compiler/source/draw.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/source/edit.h"
#include "compiler/source/frame_line.h"

namespace mlo {

namespace {

constexpr std::size_t frame_width = 120;
constexpr std::size_t longest_fix = 8;  // lines
constexpr std::size_t longest_text = 2000;

/// A message as a terminal may show it; a name or number of the program in it may be of any length.
std::string shown(std::string_view text) {
  if (text.size() <= longest_text) return printable(text);
  std::size_t end = longest_text;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a code point
  return printable(text.substr(0, end)) + "...";
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

/// Draws one diagnostic. The gutter is as wide as the largest line number in it.
class Frame {
 public:
  Frame(const Diagnostic& diagnostic, const Sources& sources, bool color)
      : diagnostic_(diagnostic), sources_(sources), color_(color) {
    primary_ = diagnostic.severity == Severity::error ? Style::error : Style::warning;
    collect(diagnostic.primary, true);
    for (const Label& label : diagnostic.labels) collect(label, false);
    gutter_ = std::max<std::size_t>(2, std::to_string(last_line()).size());
  }

  std::string str() {
    heading();
    file_part(diagnostic_.primary.span.file, "-->");
    for (const auto& [file, lines] : marks_) {
      if (file != diagnostic_.primary.span.file) file_part(file, ":::");
    }
    if (!diagnostic_.notes.empty() || !diagnostic_.help.empty()) bar_line("");
    for (const std::string& note : diagnostic_.notes) remark("note", note);
    if (!diagnostic_.help.empty()) remark("help", diagnostic_.help);
    if (diagnostic_.fix) fix(*diagnostic_.fix);
    return out_;
  }

 private:
  bool known(Span span) const { return span.file < sources_.size(); }

  void collect(const Label& label, bool primary) {
    if (!known(label.span)) return;
    const SourceFile& file = sources_.file(label.span.file);
    const std::uint32_t line = file.position(label.span.begin).line;
    const std::uint32_t line_begin = file.line_begin(line);
    const std::uint32_t line_end = line_begin + static_cast<std::uint32_t>(file.line(line).size());
    Mark mark;
    mark.begin = std::min(label.span.begin, line_end) - line_begin;
    mark.end = std::clamp(label.span.end, line_begin, line_end) - line_begin;  // a longer span: to the end of its line
    mark.text = shown(label.text);
    mark.primary = primary;
    marks_[label.span.file][line].push_back(std::move(mark));
  }

  std::uint32_t last_line() const {
    std::uint32_t last = 1;
    for (const auto& [file, lines] : marks_) last = std::max(last, lines.rbegin()->first);
    if (diagnostic_.fix) {
      for (const Fix::Edit& edit : diagnostic_.fix->edits) {
        if (known(edit.span)) last = std::max(last, sources_.file(edit.span.file).position(edit.span.end).line);
      }
    }
    return last;
  }

  void heading() {
    const char* word = diagnostic_.severity == Severity::error ? "error" : "warning";
    const std::string code = diagnostic_.code.empty() ? "" : fmt::format("[{}]", diagnostic_.code);
    out_ +=
        paint(primary_, word + code, color_) + paint(Style::message, ": " + shown(diagnostic_.message), color_) + "\n";
  }

  void file_part(FileId id, const char* arrow) {
    const auto found = marks_.find(id);
    if (found == marks_.end()) return;
    const SourceFile& file = sources_.file(id);
    const auto& lines = found->second;
    Position place{lines.begin()->first, 1};
    if (id == diagnostic_.primary.span.file) {
      place = file.position(diagnostic_.primary.span.begin);
    } else {
      place =
          file.position(file.line_begin(place.line) + static_cast<std::uint32_t>(lines.begin()->second.front().begin));
    }
    out_ += fmt::format("{}{} {}:{}:{}\n", std::string(gutter_, ' '), paint(Style::gutter, arrow, color_),
                        printable(file.name()), place.line, place.column);
    bar_line("");
    std::uint32_t previous = 0;
    for (const auto& [number, marks] : lines) {
      if (previous != 0 && number == previous + 2) source_line(file, previous + 1, {});
      if (previous != 0 && number > previous + 2) out_ += paint(Style::gutter, "...", color_) + "\n";
      source_line(file, number, marks);
      previous = number;
    }
  }

  void source_line(const SourceFile& file, std::uint32_t number, const std::vector<Mark>& marks) {
    const FrameLine line = draw_line(file.line(number), marks, frame_width - gutter_ - 3, primary_, color_);
    numbered(number, "|", line.source);
    for (const std::string& row : line.below) bar_line(row);
  }

  void numbered(std::size_t number, const char* sign, const std::string& text) {
    out_ += paint(Style::gutter, fmt::format("{:>{}} {}", number, gutter_, sign), color_);
    out_ += (text.empty() ? "" : " ") + text + "\n";
  }

  void bar_line(const std::string& text) {
    out_ += paint(Style::gutter, std::string(gutter_ + 1, ' ') + "|", color_);
    out_ += (text.empty() ? "" : " ") + text + "\n";
  }

  /// `= note: ...`; further lines of it are indented to the first.
  void remark(const std::string& word, const std::string& text) {
    const std::string margin(gutter_ + 1, ' ');
    std::string head = margin + paint(Style::gutter, "=", color_) + " " +
                       paint(word == "help" ? Style::help : Style::message, word + ":", color_);
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      out_ += head + " " + shown(std::string_view(text).substr(begin, end - begin)) + "\n";
      head = margin + std::string(word.size() + 3, ' ');
      begin = end + 1;
    }
  }

  /// The lines as they read when it is applied. Edits that share a line are applied together.
  void fix(const Fix& fix) {
    std::vector<Fix::Edit> edits;
    for (const Fix::Edit& edit : fix.edits)
      if (known(edit.span) && edit.span.begin <= edit.span.end) edits.push_back(settled(edit, sources_));
    std::stable_sort(edits.begin(), edits.end(), [](const Fix::Edit& a, const Fix::Edit& b) {
      return std::pair(a.span.file, a.span.begin) < std::pair(b.span.file, b.span.begin);
    });
    if (!edits.empty()) bar_line("");
    for (std::size_t i = 0; i < edits.size();) i = fix_lines(edits, i);
  }

  std::size_t fix_lines(const std::vector<Fix::Edit>& edits, std::size_t i) {
    const SourceFile& file = sources_.file(edits[i].span.file);
    const std::uint32_t first = file.position(edits[i].span.begin).line;
    std::uint32_t last = first;
    std::string changed;
    std::uint32_t at = file.line_begin(first);
    for (; i < edits.size() && &sources_.file(edits[i].span.file) == &file; ++i) {
      const Span span = edits[i].span;
      if (span.begin < at || file.position(span.begin).line > last) break;
      changed += file.text(Span{span.file, at, span.begin});
      changed += edits[i].text;
      at = std::min(span.end, static_cast<std::uint32_t>(file.text().size()));
      last = file.position(at).line;
    }
    const auto line_end = file.line_begin(last) + static_cast<std::uint32_t>(file.line(last).size());
    changed += file.text(Span{0, at, std::max(at, line_end)});
    if (first == last && is_blank(changed) && !is_blank(file.line(first))) {
      numbered(first, "-", draw_line(file.line(first), {}, frame_width - gutter_ - 3, primary_, color_).source);
    } else {
      print_fix(file, first, last, changed);
    }
    // An edit that overlaps the one before it is left out.
    while (i < edits.size() && &sources_.file(edits[i].span.file) == &file && edits[i].span.begin < at) ++i;
    return i;
  }

  void print_fix(const SourceFile& file, std::uint32_t first, std::uint32_t last, const std::string& changed) {
    std::vector<std::string> after;
    for (std::size_t begin = 0; begin <= changed.size();) {
      const std::size_t end = std::min(changed.find('\n', begin), changed.size());
      after.push_back(changed.substr(begin, end - begin));
      begin = end + 1;
    }
    // What an insertion of whole lines leaves as it was is not shown.
    std::uint32_t number = first;
    while (after.size() > 1 && last >= first && after.back() == file.line(last)) after.pop_back(), --last;
    while (after.size() > 1 && number <= last && after.front() == file.line(number))
      after.erase(after.begin()), ++number;
    for (std::size_t i = 0; i < after.size() && i < longest_fix; ++i) {
      const FrameLine line = draw_line(after[i], {}, frame_width - gutter_ - 3, primary_, color_);
      numbered(number + i, "+", line.source);
    }
    if (after.size() > longest_fix) out_ += paint(Style::gutter, "...", color_) + "\n";
  }

  const Diagnostic& diagnostic_;
  const Sources& sources_;
  bool color_;
  Style primary_ = Style::error;
  std::size_t gutter_ = 2;
  std::map<FileId, std::map<std::uint32_t, std::vector<Mark>>> marks_;
  std::string out_;
};

std::string counted(std::size_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

}  // namespace

std::string draw(const Diagnostic& diagnostic, const Sources& sources, const DrawOptions& options) {
  return Frame(diagnostic, sources, options.color).str();
}

std::string draw_all(const Diagnostics& diagnostics, const Sources& sources, const DrawOptions& options) {
  if (diagnostics.empty()) return "";
  std::string result;
  std::size_t errors = 0, warnings = 0;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    result += draw(diagnostic, sources, options) + "\n";
    ++(diagnostic.severity == Severity::error ? errors : warnings);
  }
  if (errors > 0) result += counted(errors, "error");
  if (errors > 0 && warnings > 0) result += ", ";
  if (warnings > 0) result += counted(warnings, "warning");
  return result + "\n";
}

}  // namespace mlo
