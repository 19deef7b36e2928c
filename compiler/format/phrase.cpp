#include "compiler/format/phrase.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mlo::format {

namespace {

constexpr int none = 100;
constexpr int range_level = 7;

/// How tightly an operator with two operands binds, as in MloParser.g4.
constexpr auto levels = std::to_array<std::pair<std::string_view, int>>(
    {{"if", 0}, {"else", 0}, {"or", 1}, {"and", 2}, {"==", 4}, {"!=", 4}, {"<", 4},
     {"<=", 4}, {">", 4},    {">=", 4}, {"|>", 5},  {">>", 6}, {"..", 7}, {"+", 8},
     {"-", 8},  {"*", 9},    {"/", 9},  {"//", 9},  {"%", 9},  {"@", 9},  {"^", 10}});

}  // namespace

bool ends_operand(const Word& word) {
  return word.kind == Kind::name || word.kind == Kind::literal || word.kind == Kind::close;
}

Phrase::Phrase(const std::vector<Word>& words)
    : words_(words), match_(words.size(), npos), opener_(words.size(), npos) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind == Kind::close) {
      match_[open.back()] = i;
      open.pop_back();
    }
    if (!open.empty()) opener_[i] = open.back();
    if (words[i].kind == Kind::open) open.push_back(i);
  }
}

std::size_t Phrase::find(std::string_view symbol, std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; i = next(i)) {
    if (words_[i].is(symbol)) return i;
  }
  return npos;
}

/// Of `-` and `+`: has one operand.
bool Phrase::is_sign(std::size_t i) const {
  return (words_[i].is("-") || words_[i].is("+")) && (i == 0 || !ends_operand(words_[i - 1]));
}

int Phrase::level(std::size_t i) const {
  if (words_[i].kind != Kind::symbol || is_sign(i)) return none;
  const auto found =
      std::find_if(levels.begin(), levels.end(), [&](const auto& l) { return l.first == words_[i].text; });
  return found == levels.end() ? none : found->second;
}

bool Phrase::is_breakable(std::size_t i) const { return level(i) != none && level(i) != range_level; }

std::string_view Phrase::space_before(std::size_t i) const {
  constexpr std::string_view no = "", one = " ";
  const Word& before = words_[i - 1];
  const Word& word = words_[i];
  if (is_sign(i - 1)) return no;
  if (before.kind == Kind::open) return before.text == "{" ? one : no;
  if (word.kind == Kind::close) return word.text == "}" ? one : no;
  if (word.is(",") || word.is(":") || before.is(".")) return no;
  if (word.is(".")) return before.kind == Kind::literal && before.text.front() != '"' ? one : no;  // `5.x` is no member
  if (before.is(":")) return opener_[i] != npos && words_[opener_[i]].text == "[" ? no : one;
  if (word.kind == Kind::open && word.text != "{") return ends_operand(before) ? no : one;
  return one;
}

void Phrase::append_comments(std::size_t i, std::vector<Document>& parts) const {
  for (const Comment& comment : words_[i].comments) parts.push_back(remark(comment));
}

Document Phrase::plain(std::size_t begin, std::size_t end) const {
  std::vector<Document> parts;
  for (std::size_t i = begin; i < end; i = next(i)) {
    if (i > begin) parts.push_back(text(space_before(i)));
    parts.push_back(next(i) > i + 1 ? bracket(i) : word(i));
  }
  return concat(std::move(parts));
}

Document Phrase::led(std::size_t begin, std::size_t expression_begin, std::size_t end) const {
  return concat({plain(begin, expression_begin), text(" "), expression(expression_begin, end)});
}

bool Phrase::row_may_end_behind(std::size_t i) const {
  const bool in_brackets = opener_[i] != npos;
  const auto separates = [&](std::size_t k) {  // not so in `for x, y in`
    return words_[k].is(",") && in_brackets && !is_comprehension(opener_[i]);
  };
  if (words_[i].kind == Kind::open || separates(i) || i + 1 == words_.size()) return true;
  const Word& next = words_[i + 1];
  if (next.kind == Kind::close || next.kind == Kind::end || separates(i + 1)) return true;
  if (!in_brackets && (words_[i].is("=") || next.is("in") || next.is("via"))) return true;
  return next.is("for") || is_breakable(i + 1);
}

/// `x => e` and `(x, y) => e` begin before their arrow.
std::size_t Phrase::lambda_begin(std::size_t arrow) const {
  if (words_[arrow - 1].kind != Kind::close) return arrow - 1;
  return static_cast<std::size_t>(std::find(match_.begin(), match_.end(), arrow - 1) - match_.begin());
}

/// Those outside of brackets that bind least tightly. What stands behind `=>` belongs to the function.
std::vector<std::size_t> Phrase::loosest_operators(std::size_t begin, std::size_t end) const {
  const std::size_t arrow = find("=>", begin, end);
  if (arrow != npos) end = lambda_begin(arrow);
  std::vector<std::size_t> result;
  int loosest = none;
  for (std::size_t i = begin; i < end; i = next(i)) {
    if (level(i) == none || level(i) > loosest) continue;
    if (level(i) < loosest) result.clear();
    loosest = level(i);
    result.push_back(i);
  }
  return result;
}

Document Phrase::expression(std::size_t begin, std::size_t end) const {
  const std::vector<std::size_t> operators = loosest_operators(begin, end);
  if (!operators.empty()) {
    return level(operators.front()) == range_level ? range(begin, end, operators) : chain(begin, end, operators);
  }
  const std::size_t arrow = find("=>", begin, end);
  if (arrow == npos) return plain(begin, end);
  return led(begin, arrow + 1, end);
}

/// Operands of one level, to be broken before each operator.
Document Phrase::chain(std::size_t begin, std::size_t end, const std::vector<std::size_t>& operators) const {
  std::vector<Document> further;
  for (std::size_t k = 0; k < operators.size(); ++k) {
    const std::size_t i = operators[k], operand_end = k + 1 < operators.size() ? operators[k + 1] : end;
    append_comments(i - 1, further);
    further.insert(further.end(), {line(" "), word(i), text(" "), expression(i + 1, operand_end)});
  }
  return group(concat({expression(begin, operators.front()), nest(concat(std::move(further)))}));
}

/// `a..b`, and `a + 1 .. b`; never broken.
Document Phrase::range(std::size_t begin, std::size_t end, const std::vector<std::size_t>& operators) const {
  std::vector<Document> operands, parts;
  bool simple = true;
  for (std::size_t k = 0; k <= operators.size(); ++k) {
    const std::size_t first = k == 0 ? begin : operators[k - 1] + 1;
    const std::size_t last = k == operators.size() ? end : operators[k];
    simple = simple && loosest_operators(first, last).empty() && find("=>", first, last) == npos;
    operands.push_back(expression(first, last));
  }
  for (std::size_t k = 0; k < operands.size(); ++k) {
    if (k > 0) parts.push_back(text(simple ? ".." : " .. "));
    parts.push_back(operands[k]);
  }
  return concat(std::move(parts));
}

}  // namespace mlo::format
