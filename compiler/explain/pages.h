// The pages of `mlo explain`, one for each code: Markdown files of this folder, embedded in the program when it is
// built.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlo {

/// A fenced block: ```` ```mlo run --updates 1 ```` and what follows it.
struct Fence {
  std::string info;  ///< behind the language: "run --updates 1"
  std::string text;
  std::string section;  ///< the heading that it stands under: "Wrong"
};

struct Page {
  std::string code;   ///< "MLO0412"
  std::string title;  ///< as in the table of codes
  std::string text;   ///< all of it
  std::vector<Fence> fences;
};

/// Takes a page apart. Its first line is `# CODE: title`; without that, code and title are empty.
Page read_page(std::string_view text);

/// All pages, by code.
const std::vector<Page>& explain_pages();
/// The page of a code, written `MLO0412`, `mlo0412`, `0412` or `412`; null where there is none.
const Page* explain_page(std::string_view code);
/// Up to three codes that may be meant: those that differ in one digit, or else the nearest numbers.
std::vector<std::string> nearest_codes(std::string_view code);

/// A page as a terminal shows it: headings without their marks (bold with color), blocks of code indented.
std::string render_page(const Page& page, bool color);

/// The texts as they stand in the files; generated.
const std::vector<std::string_view>& embedded_pages();

}  // namespace mlo
