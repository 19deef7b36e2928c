// One line or item without its block: its parts, its columns, its document. Internal to compiler/format.
#pragma once

#include "compiler/format/columns.h"
#include "compiler/format/phrase.h"
#include "compiler/format/tree.h"

namespace mlo::format {

/// How much space stands behind the left side, and behind the default of an option.
struct Space {
  std::size_t left = 0;
  std::size_t choice = 0;
};

class Statement {
 public:
  /// `line` outlives it.
  explicit Statement(const Line& line);

  bool is_assignment() const { return assign_ != Phrase::npos; }
  /// Whether documentation beside its last row is its own, and not only on the rows of its head.
  bool is_documented_throughout() const { return documented_ + (line_.has_block ? 1 : 0) >= phrase_.size(); }
  Cell left_cell() const;
  Cell choice_cell() const;

  /// The text on one row.
  std::string one_row(const Space& space = {}) const;
  bool must_break() const;
  /// To be printed in rows of `columns` columns from `indent` on.
  Document broken(const Space& space, std::size_t indent, std::size_t columns) const;

 private:
  Document left() const;
  Document right(const Space& space) const;
  bool value_keeps_apart() const;

  const Line& line_;
  Phrase phrase_;
  std::size_t documented_;
  std::size_t assign_ = Phrase::npos;  // the `=`
  std::size_t choice_ = Phrase::npos;  // the `in` of an option
};

/// For each line of a block.
std::vector<Space> spaces(const std::vector<Line>& lines);

}  // namespace mlo::format
