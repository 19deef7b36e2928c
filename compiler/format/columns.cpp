#include "compiler/format/columns.h"

#include <algorithm>

namespace mlo::format {

namespace {

bool takes_part(const Cell& cell) { return cell.is_cell && cell.width <= cell.widest; }

}  // namespace

std::vector<std::size_t> padding(const std::vector<Cell>& cells) {
  std::vector<std::size_t> result(cells.size());
  for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end) {
    std::size_t widest = 0;
    for (end = begin; end < cells.size() && (end == begin || !cells[end].begins_group); ++end) {
      if (takes_part(cells[end])) widest = std::max(widest, cells[end].width);
    }
    for (std::size_t i = begin; i < end; ++i) {
      if (takes_part(cells[i])) result[i] = widest - cells[i].width;
    }
  }
  return result;
}

std::size_t cells_in_group(const std::vector<Cell>& cells, std::size_t i) {
  std::size_t count = 0;
  while (i > 0 && !cells[i].begins_group) --i;
  do {
    if (takes_part(cells[i])) ++count;
  } while (++i < cells.size() && !cells[i].begins_group);
  return count;
}

}  // namespace mlo::format
