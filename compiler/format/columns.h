// Which `=` stand below each other. Internal to compiler/format.
#pragma once

#include <vector>

#include "compiler/format/words.h"

namespace mlo::format {

// What is wider keeps out of the column, so that one long name does not push all values to the right.
constexpr std::size_t widest_left = 30;
constexpr std::size_t widest_function = 12;  // `forward(x) =`

/// What stands left of the column.
struct Cell {
  std::size_t width = 0;
  std::size_t widest = widest_left;
  bool is_cell = true;        ///< else: the line has no such column
  bool begins_group = false;  ///< a blank line, or what has no columns at all, stands before it
};

/// How much space stands behind each cell so that the cells of a group are equally wide.
std::vector<std::size_t> padding(const std::vector<Cell>& cells);

/// Of the group that cell i belongs to, those that stand in the column.
std::size_t cells_in_group(const std::vector<Cell>& cells, std::size_t i);

}  // namespace mlo::format
