#include "compiler/format/rows.h"

#include <algorithm>

namespace mlo::format {

namespace {

// A comment behind a longer row stands right behind it and moves no others; one that stood further to the right comes
// back.
constexpr std::size_t longest_aligned = 80;
constexpr std::size_t space_before_comment = 2;

bool takes_part(const Row& row) { return row.comment && row.end() <= longest_aligned; }

/// The column of the comments in a run of rows: where they stand, the rightmost of them, if all rows end before it.
std::size_t comment_column(const std::vector<Row>& rows, std::size_t begin, std::size_t end) {
  std::size_t column = 0, code = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!takes_part(rows[i])) continue;
    if (rows[i].comment->column <= longest_aligned) column = std::max(column, rows[i].comment->column);
    code = std::max(code, rows[i].end());
  }
  return code < column ? column : code + space_before_comment;
}

/// The end of the run of rows that begins at i: rows below each other, equally indented.
std::size_t run_end(const std::vector<Row>& rows, std::size_t i) {
  std::size_t end = i + 1;
  while (end < rows.size() && !rows[end].blank_above && rows[end].indent == rows[i].indent) ++end;
  return end;
}

}  // namespace

Row comment_row(const Comment& comment, std::size_t indent) {
  return {indent, std::string(comment.text), comment.blank_above, std::nullopt};
}

std::string to_text(const std::vector<Row>& rows) {
  std::string result;
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    end = run_end(rows, begin);
    const std::size_t column = comment_column(rows, begin, end);
    for (std::size_t i = begin; i < end; ++i) {
      const Row& row = rows[i];
      if (row.blank_above && i > 0) result += '\n';
      result += std::string(row.indent, ' ') + row.text;
      if (row.comment) {
        const std::size_t behind = takes_part(row) ? column - row.end() : space_before_comment;
        result += std::string(behind, ' ');
        result += row.comment->text;
      }
      result += '\n';
    }
  }
  return result;
}

}  // namespace mlo::format
