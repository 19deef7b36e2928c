#include "compiler/format/statement.h"

#include <algorithm>

namespace mlo::format {

Statement::Statement(const Line& line) : line_(line), phrase_(line.words), documented_(documented_part(line)) {
  if (line.has_block) return;
  assign_ = phrase_.find("=", 0, phrase_.size());
  if (is_assignment() && phrase_[0].is_item("option")) choice_ = phrase_.find("in", assign_, phrase_.size());
}

Cell Statement::left_cell() const {
  if (!is_assignment() || format::must_break(left())) return {.is_cell = false};
  bool function = false;
  for (std::size_t i = 0; i < assign_; ++i) function = function || phrase_[i].kind == Kind::open;
  return {width(flat(left())), function ? widest_function : widest_left};
}

Cell Statement::choice_cell() const {
  if (choice_ == Phrase::npos) return {.is_cell = false};
  const Document value = phrase_.expression(assign_ + 1, choice_);
  if (format::must_break(value)) return {.is_cell = false};
  return {width(flat(value)), widest_left};
}

/// Up to the `=`; of what has none, all of it.
Document Statement::left() const {
  if (is_assignment()) return phrase_.plain(0, assign_);
  if (phrase_[0].is_item("return")) return phrase_.led(0, 1, phrase_.size());
  const std::size_t via = phrase_.find("via", 0, phrase_.size());
  if (via == Phrase::npos) return phrase_.plain(0, phrase_.size());
  return group(concat({phrase_.plain(0, via), nest(concat({line(" "), phrase_.led(via, via + 1, phrase_.size())}))}));
}

Document Statement::right(const Space& space) const {
  if (choice_ == Phrase::npos) return phrase_.expression(assign_ + 1, phrase_.size());
  std::vector<Document> choice;
  phrase_.append_comments(choice_ - 1, choice);
  choice.insert(choice.end(), {line(" "), phrase_.led(choice_, choice_ + 1, phrase_.size())});
  return group(concat({phrase_.expression(assign_ + 1, choice_), text(std::string(space.choice, ' ')),
                       nest(concat(std::move(choice)))}));
}

/// A `##` on the row of a head would document it.
bool Statement::value_keeps_apart() const {
  if (documented_ == 0 || documented_ == phrase_.size()) return false;
  const auto apart = [](const Comment& comment) { return comment.doc && !comment.owned; };
  bool result = std::any_of(line_.beside.begin(), line_.beside.end(), apart);
  for (std::size_t i = assign_; i < phrase_.size(); ++i) {
    result = result || std::any_of(phrase_[i].comments.begin(), phrase_[i].comments.end(), apart);
  }
  return result;
}

bool Statement::must_break() const {
  if (!is_assignment()) return format::must_break(left());
  return format::must_break(left()) || format::must_break(right({})) || !phrase_[assign_].comments.empty() ||
         value_keeps_apart();
}

std::string Statement::one_row(const Space& space) const {
  if (!is_assignment()) return flat(left());
  return flat(left()) + std::string(space.left, ' ') + " = " + flat(right(space));
}

Document Statement::broken(const Space& space, std::size_t indent, std::size_t columns) const {
  if (!is_assignment()) return left();
  const std::string assign = std::string(space.left + 1, ' ') + "=";
  const bool whole_left = !format::must_break(left()) && indent + width(flat(left()) + assign) <= columns;
  std::vector<Document> parts{whole_left ? text(flat(left())) : left(), text(assign)};
  phrase_.append_comments(assign_, parts);

  const Document value = right({});
  const bool below = !phrase_[assign_].comments.empty() || value_keeps_apart();
  const bool fits_below = !format::must_break(value) && indent + indentation + width(flat(value)) <= columns;
  if (below || (fits_below && whole_left)) {
    parts.push_back(nest(concat({hard_line(), value})));
  } else if (fits_below) {
    parts.push_back(group(nest(concat({line(" "), value}))));
  } else {
    parts.insert(parts.end(), {text(" "), value});
  }
  return concat(std::move(parts));
}

std::vector<Space> spaces(const std::vector<Line>& lines) {
  std::vector<Cell> left, choice;
  bool after_other = true;  // what has no columns ends a group
  for (const Line& line : lines) {
    const Statement statement(line);
    left.push_back(statement.left_cell());
    choice.push_back(statement.choice_cell());
    const bool begins = after_other || line.above.has_blank() || !statement.is_assignment();
    left.back().begins_group = choice.back().begins_group = begins;
    after_other = !statement.is_assignment();
  }
  const std::vector<std::size_t> left_space = padding(left), choice_space = padding(choice);
  std::vector<Space> result;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool column = choice[i].is_cell && cells_in_group(choice, i) > 1;  // set off by one space more
    result.push_back({left_space[i], choice_space[i] + (column ? 1 : 0)});
  }
  return result;
}

}  // namespace mlo::format
