// Lines and blocks as rows. Internal to compiler/format.
#pragma once

#include "compiler/format/rows.h"
#include "compiler/format/tree.h"

namespace mlo::format {

/// What breaking a line aims at, and what a line that is not broken may have: one that is a word too long is easier to
/// read than one that is broken.
constexpr std::size_t row_width = 120;
constexpr std::size_t longest_row = 125;

std::vector<Row> render(const Block& file);

/// Whether an item with a block stays on one row: it was written so, has no comments in it, and fits.
bool is_one_row(const Line& line);

}  // namespace mlo::format
