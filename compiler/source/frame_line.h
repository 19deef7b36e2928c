// One line of source with its underlines and labels: the inner part of a diagnostic's frame. Internal to `draw.cpp`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlo {

/// How a stretch of drawn text looks; nothing without color.
enum class Style { plain, message, error, warning, gutter, secondary, help };
std::string paint(Style style, const std::string& text, bool color);

/// Text as a terminal may show it: control characters and invalid bytes become escapes, a tab becomes spaces.
/// One element is one column; the second column of a wide character is empty.
struct Cells {
  std::vector<std::string> cells;
  std::vector<std::size_t> column;  ///< of each byte, and of the end
};
Cells to_cells(std::string_view text);
std::string printable(std::string_view text);

/// What is underlined in a line; bytes from its begin, `begin < end` or an empty place.
struct Mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  bool primary = false;
};

struct FrameLine {
  std::string source;              ///< the line, cut around its marks if it is long
  std::vector<std::string> below;  ///< underlines, then labels
};
/// `width` is how many columns the line may take; `primary` is the style of primary marks.
FrameLine draw_line(std::string_view line, const std::vector<Mark>& marks, std::size_t width, Style primary,
                    bool color);

}  // namespace mlo
