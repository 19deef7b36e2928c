#include "compiler/source/frame_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/source/utf8.h"

namespace mlo {

std::string paint(Style style, const std::string& text, bool color) {
  if (!color || style == Style::plain || text.empty()) return text;
  const char* code = "1";  // message: bold
  if (style == Style::error) code = "1;31";
  if (style == Style::warning) code = "1;33";
  if (style == Style::gutter || style == Style::secondary) code = "1;34";
  if (style == Style::help) code = "1;36";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

Cells to_cells(std::string_view text) {
  Cells result;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    result.column.insert(result.column.end(), point.length, result.cells.size());
    const std::string bytes(text.substr(i, point.length));
    i += point.length;
    if (point.valid && point.value == '\t') {
      do {
        result.cells.emplace_back(" ");
      } while (result.cells.size() % 4 != 0);
    } else if (!point.valid || is_control(point.value)) {
      const auto code = static_cast<std::uint32_t>(point.value);
      const bool byte = !point.valid || code < 0x80;
      for (const char c : byte ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{{{:x}}}", code)) {
        result.cells.emplace_back(1, c);
      }
    } else if (const int width = terminal_width(point.value); width == 0 && !result.cells.empty()) {
      result.cells.back() += bytes;
    } else {
      result.cells.push_back(bytes);
      if (width == 2) result.cells.emplace_back();
    }
  }
  result.column.push_back(result.cells.size());
  return result;
}

std::string printable(std::string_view text) {
  std::string result;
  for (const std::string& cell : to_cells(text).cells) result += cell;
  return result;
}

namespace {

constexpr std::string_view ellipsis = "...";

/// A mark in columns.
struct Underline {
  std::size_t begin = 0, end = 0;
  std::string text;
  bool primary = false;
};

/// The columns of a line that are shown.
struct Window {
  std::size_t begin = 0, end = 0;
  bool cut_left = false, cut_right = false;
  std::size_t indent() const { return cut_left ? ellipsis.size() : 0; }
};

Window choose_window(std::size_t columns, const std::vector<Underline>& underlines, std::size_t width) {
  // An underline may stand one column behind the end.
  if (columns <= width) return {0, columns + 1, false, false};
  std::size_t first = columns, last = 0;
  const bool any_primary = std::any_of(underlines.begin(), underlines.end(), [](const auto& u) { return u.primary; });
  for (const Underline& u : underlines) {
    if (any_primary && !u.primary) continue;
    first = std::min(first, u.begin);
    last = std::max(last, u.end);
  }
  first = std::min(first, last);
  const std::size_t room = width > 20 ? width - 2 * ellipsis.size() : 14;
  const std::size_t span = std::min(last - first, room);
  const std::size_t before = (room - span) / 2;
  Window window;
  window.begin = first > before ? first - before : 0;
  window.end = window.begin + room;
  if (window.end > columns) {
    window.end = columns + 1;
    window.begin = columns > room ? columns - room : 0;
  }
  window.cut_left = window.begin > 0;
  window.cut_right = window.end < columns;
  return window;
}

/// Text at columns; later writes over earlier.
class Row {
 public:
  void put(std::size_t column, std::string_view text, Style style) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (column + i >= cells_.size()) cells_.resize(column + i + 1, {' ', Style::plain});
      cells_[column + i] = {text[i], style};
    }
  }
  std::string str(bool color) const {
    std::string result;
    for (std::size_t i = 0; i < cells_.size();) {
      const Style style = cells_[i].second;
      std::string run;
      for (; i < cells_.size() && cells_[i].second == style; ++i) run += cells_[i].first;
      result += paint(style, run, color);
    }
    return result;
  }

 private:
  std::vector<std::pair<char, Style>> cells_;
};

std::vector<Underline> to_underlines(const Cells& cells, const std::vector<Mark>& marks) {
  std::vector<Underline> result;
  const std::size_t bytes = cells.column.size() - 1;
  for (const Mark& mark : marks) {
    Underline u{cells.column[std::min(mark.begin, bytes)], cells.column[std::min(mark.end, bytes)], mark.text,
                mark.primary};
    u.end = std::max(u.end, u.begin + 1);
    result.push_back(std::move(u));
  }
  return result;
}

void clip(std::vector<Underline>& underlines, const Window& window) {
  for (Underline& u : underlines) {
    const std::size_t last = window.end + window.indent();
    u.begin = std::min(std::max(u.begin, window.begin) - window.begin + window.indent(), last);
    u.end = std::min(std::max(u.end, window.begin) - window.begin + window.indent(), last);
    u.end = std::max(u.end, u.begin + 1);
  }
}

/// The row of underlines; the rightmost label follows on it if nothing stands behind that mark. Takes that label out of
/// `underlines`, which are sorted by begin.
Row underline_row(std::vector<Underline>& underlines, Style primary) {
  Row row;
  for (const bool pass_primary : {false, true}) {
    for (const Underline& u : underlines) {
      if (u.primary == pass_primary) {
        row.put(u.begin, std::string(u.end - u.begin, u.primary ? '^' : '-'), u.primary ? primary : Style::secondary);
      }
    }
  }
  Underline& last = underlines.back();
  const bool last_ends = std::all_of(underlines.begin(), underlines.end(), [&](const Underline& u) {
    return &u == &last || (u.end <= last.begin || u.text.empty());
  });
  if (last_ends) {
    std::size_t column = last.end;
    for (const Underline& u : underlines) column = std::max(column, u.end);
    row.put(column + 1, last.text, last.primary ? primary : Style::secondary);
    last.text.clear();
  }
  return row;
}

}  // namespace

FrameLine draw_line(std::string_view line, const std::vector<Mark>& marks, std::size_t width, Style primary,
                    bool color) {
  const Cells cells = to_cells(line);
  std::vector<Underline> underlines = to_underlines(cells, marks);
  const Window window = choose_window(cells.cells.size(), underlines, width);
  FrameLine result;
  if (window.cut_left) result.source += ellipsis;
  for (std::size_t i = window.begin; i < std::min(window.end, cells.cells.size()); ++i) result.source += cells.cells[i];
  if (window.cut_right) result.source += ellipsis;
  if (underlines.empty()) return result;

  clip(underlines, window);
  std::stable_sort(underlines.begin(), underlines.end(),
                   [](const Underline& a, const Underline& b) { return a.begin < b.begin; });
  result.below.push_back(underline_row(underlines, primary).str(color));
  std::erase_if(underlines, [](const Underline& u) { return u.text.empty(); });

  // The other labels hang below, from the right to the left, on bars.
  const auto bars = [&](std::size_t count) {
    Row row;
    for (std::size_t i = 0; i < count; ++i) {
      row.put(underlines[i].begin, "|", underlines[i].primary ? primary : Style::secondary);
    }
    return row;
  };
  if (!underlines.empty()) result.below.push_back(bars(underlines.size()).str(color));
  for (std::size_t i = underlines.size(); i-- > 0;) {
    Row row = bars(i);
    row.put(underlines[i].begin, underlines[i].text, underlines[i].primary ? primary : Style::secondary);
    result.below.push_back(row.str(color));
  }
  return result;
}

}  // namespace mlo
