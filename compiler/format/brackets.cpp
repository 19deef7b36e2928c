#include <algorithm>

#include "compiler/format/columns.h"
#include "compiler/format/phrase.h"

namespace mlo::format {

/// From the opening bracket to the closing one.
Document Phrase::bracket(std::size_t open) const {
  const std::vector<Item> inner = items(open);
  if (inner.empty()) return empty(open);
  if (words_[open].text == "{" && !words_.front().is_item("use")) return record(open);
  if (is_comprehension(open)) return comprehension(open);
  if (hugs(open, inner)) {
    return concat({text(words_[open].text), bracket(inner.front().begin), text(words_[match_[open]].text)});
  }
  return list(open);
}

/// What commas separate, in braces also ends of lines.
std::vector<Phrase::Item> Phrase::items(std::size_t open) const {
  std::vector<Item> result;
  const std::size_t close = match_[open];
  std::size_t begin = open + 1;
  for (std::size_t i = open + 1; i <= close; i = next(i)) {
    const bool comma = words_[i].is(",");
    if (!comma && words_[i].kind != Kind::end && i != close) continue;
    if (begin < i) result.push_back({begin, i, comma ? i : npos});
    begin = i + 1;
  }
  return result;
}

bool Phrase::is_call(std::size_t open) const { return open > 0 && ends_operand(words_[open - 1]); }

bool Phrase::is_comprehension(std::size_t open) const {
  return words_[open].text == "[" && find("for", open + 1, match_[open]) != npos;
}

/// Rows of numbers or names are filled; what has structure gets a row an item.
bool Phrase::is_filled(std::size_t open, const std::vector<Item>& items) const {
  if (words_[open].text == "{") return true;  // the names of a `use`
  if (words_[open].text != "[" || is_call(open)) return false;
  return std::all_of(items.begin(), items.end(), [&](const Item& item) {
    const std::size_t first = is_sign(item.begin) ? item.begin + 1 : item.begin;
    return first + 1 == item.end;
  });
}

/// Brackets right inside of brackets, as in `tensor([ ... ])`, are broken as one.
bool Phrase::hugs(std::size_t open, const std::vector<Item>& items) const {
  if (words_[open].text == "{" || items.size() != 1) return false;
  const Item& only = items.front();
  const bool bracket = words_[only.begin].kind == Kind::open && next(only.begin) == only.end;
  const bool tuple = words_[open].text == "(" && !is_call(open);
  const auto quiet = [&](std::size_t i) { return i == npos || words_[i].comments.empty(); };
  return bracket && !tuple && quiet(open) && quiet(only.end - 1) && quiet(only.separator);
}

Document Phrase::empty(std::size_t open) const {
  const Word& opener = words_[open];
  const Document close = text(words_[match_[open]].text);
  if (opener.comments.empty()) return concat({text(opener.text), text(opener.text == "{" ? " " : ""), close});
  std::vector<Document> comments;
  append_comments(open, comments);
  return concat({text(opener.text), nest(concat(std::move(comments))), hard_line(), close});
}

Document Phrase::item(const Item& item) const {
  const std::size_t assign = find("=", item.begin, item.end);
  if (assign != npos) return led(item.begin, assign + 1, item.end);
  if (find(":", item.begin, item.end) == npos) return expression(item.begin, item.end);
  const bool index = words_[opener_[item.begin]].text == "[";
  return index ? slice(item.begin, item.end) : plain(item.begin, item.end);
}

Document Phrase::slice(std::size_t begin, std::size_t end) const {
  std::vector<Document> parts;
  for (std::size_t at = begin; at < end;) {
    const std::size_t colon = std::min(find(":", at, end), end);
    if (at < colon) parts.push_back(expression(at, colon));
    if (colon < end) parts.push_back(word(colon));
    at = colon + 1;
  }
  return concat(std::move(parts));
}

Document Phrase::list(std::size_t open) const {
  const std::vector<Item> all = items(open);
  const bool filled = is_filled(open, all), braces = words_[open].text == "{";
  const bool parentheses = words_[open].text == "(" && !is_call(open);
  const bool single = parentheses && all.size() == 1;
  std::vector<Document> inner;
  append_comments(open, inner);
  inner.push_back(line(braces ? " " : ""));
  for (const Item& each : all) {
    const bool last = &each == &all.back();
    inner.push_back(item(each));
    append_comments(each.end - 1, inner);
    if (!last || (single && each.separator != npos)) {
      inner.push_back(text(","));
    } else if (!single && !filled) {
      inner.push_back(when_broken(","));
    }
    if (each.separator != npos) append_comments(each.separator, inner);
    if (!last) inner.push_back(filled ? fill_line() : line(" ", words_[(&each + 1)->begin].blank_above));
  }
  const Word& close = words_[match_[open]];
  return group(
      concat({text(words_[open].text), nest(concat(std::move(inner))), line(braces ? " " : ""), text(close.text)}));
}

Document Phrase::comprehension(std::size_t open) const {
  const std::size_t close = match_[open];
  const std::size_t loop = find("for", open + 1, close), in = find("in", loop, close);
  std::size_t condition = npos;  // the `if` without an `else`
  for (std::size_t i = in; i < close; i = next(i)) {
    if (words_[i].is("if")) condition = i;
    if (words_[i].is("else")) condition = npos;
  }
  std::vector<Document> inner;
  append_comments(open, inner);
  inner.insert(inner.end(), {line(""), expression(open + 1, loop)});
  append_comments(loop - 1, inner);
  inner.insert(inner.end(), {line(" "), led(loop, in + 1, std::min(condition, close))});
  if (condition != npos) {
    append_comments(condition - 1, inner);
    inner.insert(inner.end(), {line(" "), led(condition, condition + 1, close)});
  }
  append_comments(close - 1, inner);
  return group(concat({text("["), nest(concat(std::move(inner))), line(""), text("]")}));
}

/// On one row with commas; else a row a field, like the lines of a block.
Document Phrase::record(std::size_t open) const {
  const std::vector<Item> fields = items(open);
  const std::size_t close = match_[open];
  std::vector<Cell> cells;
  for (const Item& field : fields) {
    cells.push_back({width(words_[field.begin].text), widest_left, true, words_[field.begin].blank_above});
  }
  const std::vector<std::size_t> space = padding(cells);
  const bool one_row = words_[open].line == words_[close].line;
  std::vector<Document> inner;
  append_comments(open, inner);
  inner.push_back(one_row ? line(" ") : hard_line());
  for (std::size_t k = 0; k < fields.size(); ++k) {
    const Item& field = fields[k];
    if (k > 0) inner.push_back(line(", ", words_[field.begin].blank_above));
    inner.push_back(word(field.begin));
    inner.push_back(when_broken(std::string(space[k], ' ')));
    inner.push_back(text(" "));
    inner.push_back(led(field.begin + 1, field.begin + 2, field.end));
    append_comments(field.end - 1, inner);
    if (field.separator != npos) append_comments(field.separator, inner);
  }
  return group(concat({text("{"), nest(concat(std::move(inner))), line(" "), text("}")}));
}

}  // namespace mlo::format
