// Syntax errors in words of the language.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "MloParser.h"
#include "compiler/syntax/line_start.h"
#include "compiler/syntax/recovery.h"

namespace mlo::syntax {

using P = grammar::MloParser;

namespace {

/// An expression can end with it.
bool ends_operand(std::size_t type) {
  return is_word(type) || is_closer(type) || type == P::NUMBER || type == P::STRING || type == P::TRUE ||
         type == P::FALSE || type == P::NONE;
}

/// What the grammar asks for by its spelling, outside of expressions.
constexpr auto literals = std::to_array<std::pair<std::size_t, const char*>>({
    {P::ASSIGN, "="},     {P::COMMA, ","},  {P::COLON, ":"},  {P::DOT, "."},         {P::ARROW, "->"},
    {P::FAT_ARROW, "=>"}, {P::LPAREN, "("}, {P::RPAREN, ")"}, {P::LBRACKET, "["},    {P::RBRACKET, "]"},
    {P::LBRACE, "{"},     {P::RBRACE, "}"}, {P::AS, "as"},    {P::FOR, "for"},       {P::IF, "if"},
    {P::ELSE, "else"},    {P::IN, "in"},    {P::VIA, "via"},  {P::RETURN, "return"},
});

class Wording {
 public:
  Wording(const Failure& failure, const std::vector<Token>& tokens, Reporter& reporter)
      : failure_(failure), tokens_(tokens), reporter_(reporter), at_(failure.found) {}

  void report() {
    if (found().type == P::COMMA && (expects(P::COMMA) || in_header()) && !ends_operand(type(at_ + 1))) ++at_;
    if (missing_method() || missing_value() || reserved_name() || quoted_name() || nested_block() || two_lines()) {
      return;
    }
    auto& d = reporter_.error("MLO0120", found().span,
                              fmt::format("expected {}, found {}", expected(), named(found(), reporter_)));
    if (in_header()) {
      d.with_help(header_form());
    } else if (found().type == P::ASSIGN && expects_operand_end()) {
      d.with_help("two values are compared by `==`; `=` gives a value to a field, an argument or a name");
    } else if (ends_operand(found().type) && expects_operand_end()) {
      d.with_help("an operator or a comma is missing before it");
    }
  }

 private:
  const Token& found() const { return tokens_[at_]; }
  const Token& previous() const { return tokens_[at_ == 0 ? 0 : at_ - 1]; }
  std::size_t type(std::size_t i) const { return i < tokens_.size() ? tokens_[i].type : antlr4::Token::EOF; }
  std::string text(const Token& token) const { return reporter_.text(token.span); }
  bool expects(std::size_t kind) const {
    return std::find(failure_.expected.begin(), failure_.expected.end(), kind) != failure_.expected.end();
  }
  bool ends_here() const {
    return found().type == P::END || is_closer(found().type) || found().type == antlr4::Token::EOF;
  }
  bool expects_operand_end() const { return at_ > failure_.begin && ends_operand(previous().type) && !in_header(); }

  /// The place between two words or behind the last one, as a span that can be underlined.
  Span behind_previous() const { return {previous().span.file, previous().span.end, previous().span.end}; }

  bool missing_method() {
    if (previous().type != P::VIA || !ends_here()) return false;
    reporter_.error("MLO0131", behind_previous(), "the method of this edge is missing")
        .with_help("name one behind `via`: `unroll`, `cg(iterations = 3)`, `neumann`, `darts`, `detach`, ...");
    return true;
  }

  bool missing_value() {
    const std::size_t before = previous().type;
    const bool open = at_ > failure_.begin && goes_on(before) && !is_opener(before) && before != P::DOT &&
                      before != P::ARROW && before != P::FOR && !in_header();
    if (!open || !(ends_here() || found().type == P::COMMA)) return false;
    const std::string behind = before == P::ASSIGN ? assigned() : text(previous());
    auto& d = reporter_.error("MLO0122", behind_previous(), fmt::format("a value is missing after `{}`", behind));
    if (before == P::ASSIGN) {
      d.with_help("write the value behind `=`");
    } else if (before == P::COMMA) {
      d.with_help("write the value, or take out the comma");
    } else {
      d.with_help("the expression goes on behind an operator");
    }
    return true;
  }

  /// What the `=` before the failure belongs to: an argument or field, or the line.
  std::string assigned() const {
    if (innermost_bracket() != 0) return text(tokens_[at_ - 2]) + " =";
    std::string result = text(tokens_[failure_.begin]);
    for (std::size_t i = failure_.begin + 1; i < at_; ++i) {
      if (type(i) != P::COMMA) result += ' ';
      result += text(tokens_[i]);
    }
    return result;
  }

  bool reserved_name() {
    const bool parameter = is_keyword(type(failure_.begin)) && expects(P::RPAREN) && type(at_ - 1) == P::LPAREN;
    if (!is_reserved(found().type) || expects(P::NUMBER) || !(expects(P::NAME) || in_header() || parameter))
      return false;
    reporter_.error("MLO0128", found().span, fmt::format("`{}` is a reserved word and cannot be a name", text(found())))
        .with_help("choose another name; reserved are `and or not if else for in via true false none`");
    return true;
  }

  /// `{ "a": 1 }`.
  bool quoted_name() {
    const std::size_t before = previous().type;
    const bool field = before == P::LBRACE || before == P::COMMA || before == P::END;
    if (found().type != P::STRING || !field || innermost_bracket() != P::LBRACE) return false;
    reporter_.error("MLO0120", found().span, "the name of a field stands without quotes")
        .with_help("a record is `{ a = 1, b = 2 }`");
    return true;
  }

  bool nested_block() {
    const bool in_line = type(failure_.begin) == P::NAME;
    if (!in_line || !found().block) return false;
    const Span span = join(tokens_[failure_.begin].span, previous().span);
    reporter_.error("MLO0133", found().span, fmt::format("`{}` cannot be a block in a block", reporter_.text(span)))
        .with_help(item_type(text(tokens_[failure_.begin])) != 0
                       ? "close the block before it: items stand beside each other"
                       : "the lines of a block are `field = value`: write them one by one");
    return true;
  }

  /// The expression has ended, and what follows looks like the begin of a line.
  bool two_lines() {
    if (!expects_operand_end() || !is_word(found().type)) return false;
    const bool item = previous().type == P::RBRACE && item_type(text(found())) != 0;
    if (!(item || begins_line(tokens_, at_)) || !(failure_.expected.empty() || expects(P::END))) return false;
    if (type(at_ + 1) == P::NAME && !item && !long_line()) return false;
    auto& d = reporter_
                  .error("MLO0123", found().span,
                         item ? "a new item begins here, on the line of another"
                              : "a new line begins here, on the line of another")
                  .with_help("put it on a line of its own, or separate the two with `;`");
    // `optimizer = sgd lr = 0.1` may be a call without its brackets.
    const bool lone = is_word(previous().type) && at_ >= 2 && type(at_ - 2) == P::ASSIGN;
    if (!lone) d.with_fix({found().span.file, previous().span.end, found().span.begin}, "; ");
    return true;
  }
  /// `batch x, y =`: words and commas up to a `=`.
  bool long_line() const {
    std::size_t i = at_;
    while (type(i) == P::NAME || type(i) == P::COMMA) ++i;
    return type(i) == P::ASSIGN;
  }

  // --- the general case

  /// Before the `=` or the bracket of an item or line.
  bool in_header() const {
    for (std::size_t i = failure_.begin; i < at_; ++i) {
      if (tokens_[i].type == P::ASSIGN || is_opener(tokens_[i].type) || tokens_[i].type == P::VIA) return false;
    }
    return true;
  }

  std::string header_form() const {
    switch (type(failure_.begin)) {
      case P::USE: return "`use std.models { Conv4 }`, `use \"nets.mlo\" { Net as N }`, or `use std.models as m`";
      case P::OPTION: return "`option name = default`, or `option name = default in low..high`";
      case P::LET: return "`let name = value`";
      case P::DATA: return "`data name = value`, or `data train, test = split(...)`";
      case P::FN: return "`fn name(x) = value`";
      case P::MODULE: return "`module Name(size: int) = layers`, or `module Name { ... }`";
      case P::ENV: return "`env name = value`, or `env name { ... }`";
      case P::PROBLEM: return "`problem name { ... }`";
      case P::U2L: return "`u2l a -> b`";
      case P::L2U: return "`l2u b -> a via method`";
      case P::RUN: return "`run { ... }`";
      case P::RETURN: return "`return value`";
      case P::NAME: return "a line is `field = value`";
      default: return fmt::format("`{} {{ ... }}`", text(tokens_[failure_.begin]));
    }
  }

  std::string expected() const {
    if (in_header() && previous().type == P::COMMA) return "a name";
    if (expects(P::NUMBER) && expects(P::STRING)) return "a value";
    std::vector<std::string> words;
    if (failure_.expected.empty() || expects(P::CARET)) {  // inside of an expression
      if (!ends_operand(previous().type)) return "a value";
      words.push_back("an operator");
      const std::size_t bracket = innermost_bracket();
      if (bracket == 0) words.push_back("the end of the line");
      if (bracket != 0) words.push_back("`,`"), words.push_back(spelling(closer_of(bracket)));
      return joined(words);
    }
    for (const std::size_t kind : failure_.expected) words.push_back(kind_name(kind));
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return joined(words);
  }

  static std::string joined(const std::vector<std::string>& words) {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) result += i + 1 == words.size() ? " or " : ", ";
      result += words[i];
    }
    return result;
  }

  static std::string kind_name(std::size_t kind) {
    if (kind == P::NAME) return "a name";
    if (kind == P::STRING) return "a string";
    if (kind == P::NUMBER) return "a number";
    if (kind == P::END) return "the end of the line";
    if (kind == antlr4::Token::EOF) return "an item";
    if (is_keyword(kind)) {
      for (const std::string& word : item_words()) {
        if (item_type(word) == kind) return fmt::format("`{}`", word);
      }
    }
    for (const auto& [type, literal] : literals) {
      if (type == kind) return fmt::format("`{}`", literal);
    }
    return "something else";
  }

  /// The bracket that is open at the failure, within the line; 0: none.
  std::size_t innermost_bracket() const {
    std::size_t depth = 0;
    for (std::size_t i = at_; i-- > failure_.begin;) {
      if (is_closer(tokens_[i].type)) ++depth;
      if (is_opener(tokens_[i].type) && depth-- == 0) return tokens_[i].block ? 0 : tokens_[i].type;
    }
    return 0;
  }

  const Failure& failure_;
  const std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::size_t at_;
};

}  // namespace

void report_failure(const Failure& failure, const std::vector<Token>& tokens, Reporter& reporter) {
  // A line in which something was said is silent.
  std::size_t end = failure.found;
  while (tokens[end].type != P::END && tokens[end].type != antlr4::Token::EOF) ++end;
  if (reporter.said_within(tokens[failure.begin].span.begin, tokens[end].span.begin)) return;
  Wording(failure, tokens, reporter).report();
}

}  // namespace mlo::syntax
