// Fixes, applied to texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/diagnostic.h"

namespace mlo {

/// Where an edit takes effect: whole lines that are inserted behind the end of something go behind the comment, too,
/// that stands there.
Fix::Edit settled(const Fix::Edit& edit, const Sources& sources);

/// The text of a file with the edits of a fix that lie in it; an edit that overlaps one before it is left out. A line
/// of which nothing is left goes away; new lines end as those of the file do.
std::string apply(const Fix& fix, FileId file, const Sources& sources);

/// Lines that differ between two texts: `before` stood in the place of `after`, from line `first` on (one-based).
struct LineChange {
  std::uint32_t first = 1;
  std::vector<std::string> before;
  std::vector<std::string> after;
};
LineChange changed_lines(std::string_view before, std::string_view after);

}  // namespace mlo
