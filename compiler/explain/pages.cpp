#include "compiler/explain/pages.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace mlo {
namespace {

constexpr std::string_view fence = "```", prefix = "MLO";

/// The lines of a text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool is_heading(std::string_view line) { return line.starts_with("# ") || line.starts_with("## "); }
std::string_view heading_text(std::string_view line) { return line.substr(line.find(' ') + 1); }

/// "mlo run --updates 1": what stands behind the language.
std::string info_of(std::string_view opening) {
  const std::size_t space = opening.find(' ');
  return space == std::string_view::npos ? "" : std::string(opening.substr(space + 1));
}

/// `412` and `mlo0412` are MLO0412; empty where it is no such thing.
std::string full_code(std::string_view text) {
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper.starts_with(prefix)) upper.erase(0, prefix.size());
  const bool digits = std::all_of(upper.begin(), upper.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (upper.empty() || upper.size() > 4 || !digits) return "";
  return std::string(prefix) + std::string(4 - upper.size(), '0') + upper;
}

int number_of(std::string_view code) {
  int number = 0;
  std::from_chars(code.data() + prefix.size(), code.data() + code.size(), number);
  return number;
}

/// How far a code is from the one that was asked for: first by digits, then by number.
std::pair<int, int> distance(std::string_view a, std::string_view b) {
  int digits = 0;
  for (std::size_t i = 0; i < a.size(); ++i) digits += a[i] == b[i] ? 0 : 1;
  return {digits, std::abs(number_of(a) - number_of(b))};
}

}  // namespace

Page read_page(std::string_view text) {
  Page page;
  page.text = text;
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty() || !lines[0].starts_with("# ")) return page;
  const std::string_view first = heading_text(lines[0]);
  const std::size_t colon = first.find(": ");
  if (colon == std::string_view::npos) return page;
  page.code = first.substr(0, colon);
  page.title = first.substr(colon + 2);
  std::string section;
  bool open = false;
  for (const std::string_view line : lines) {
    if (line.starts_with(fence)) {
      if (!open) page.fences.push_back({info_of(line), "", section});
      open = !open;
    } else if (open) {
      page.fences.back().text += std::string(line) + "\n";
    } else if (is_heading(line)) {
      section = heading_text(line);
    }
  }
  return page;
}

const std::vector<Page>& explain_pages() {
  static const std::vector<Page> pages = [] {
    std::vector<Page> out;
    for (const std::string_view text : embedded_pages()) out.push_back(read_page(text));
    return out;
  }();
  return pages;
}

const Page* explain_page(std::string_view code) {
  const std::string full = full_code(code);
  for (const Page& page : explain_pages())
    if (page.code == full) return &page;
  return nullptr;
}

std::vector<std::string> nearest_codes(std::string_view code) {
  constexpr std::size_t most = 3;
  const std::string full = full_code(code);
  std::vector<std::string> out;
  if (full.empty()) return out;
  for (const Page& page : explain_pages()) out.push_back(page.code);
  std::stable_sort(out.begin(), out.end(),
                   [&](const std::string& a, const std::string& b) { return distance(a, full) < distance(b, full); });
  out.resize(std::min(out.size(), most));
  return out;
}

std::string render_page(const Page& page, bool color) {
  std::string out;
  bool open = false;
  for (const std::string_view line : lines_of(page.text)) {
    if (line.starts_with(fence)) {
      open = !open;
    } else if (open) {
      out += line.empty() ? "\n" : "    " + std::string(line) + "\n";
    } else if (is_heading(line)) {
      const std::string text(heading_text(line));
      out += (color ? "\x1b[1m" + text + "\x1b[0m" : text) + "\n";
    } else {
      out += std::string(line) + "\n";
    }
  }
  return out;
}

}  // namespace mlo
