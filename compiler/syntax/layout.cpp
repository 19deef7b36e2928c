// Layout: which newlines end a line, which brackets belong together, and which words are keywords.
#include <fmt/format.h>

#include "MloLexer.h"
#include "compiler/syntax/line_start.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

// The parser and all stages after it recurse: these bounds keep that within a thread's stack.
constexpr std::size_t most_brackets = 200;
constexpr std::size_t most_operators = 1000;  // in one expression, those around it included

/// An open bracket, or the file itself, and the line that is being read in it.
struct Level {
  std::size_t opener = 0;  // 0: the file
  Span span;
  bool block = true;               // lines stand in it: the file, or the `{` of an item
  std::uint32_t first_column = 0;  // of its first line
  std::size_t operators = 0;       // in the present expression

  // The present line.
  bool in_line = false;
  bool assigned = false;  // its `=` has been read
  bool valued = false;    // or a `:` that stands for it
  std::size_t first_type = 0;
  std::uint32_t column = 0;
};

class Layout {
 public:
  Layout(const std::vector<Token>& tokens, Reporter& reporter) : in_(tokens), reporter_(reporter), levels_(1) {
    out_.reserve(tokens.size());
  }

  std::vector<Token> run() {
    for (index_ = 0; in_[index_].type != antlr4::Token::EOF; ++index_) {
      const Token& token = in_[index_];
      if (token.type == T::NEWLINE) {
        at_line_start_ = true;
        line_begin_ = token.span.end;
        continue;
      }
      if (token.type == T::SEMICOLON) {
        close_round_brackets(token.span);
        end_line(token.span);
        continue;
      }
      if (at_line_start_) line_start();
      at_line_start_ = false;
      take(token);
    }
    const Token& end = in_[index_];
    while (levels_.size() > 1) close_missing(end.span);
    end_line(behind_last());
    out_.push_back(end);
    return std::move(out_);
  }

 private:
  bool round(const Level& level) const { return level.opener == T::LPAREN || level.opener == T::LBRACKET; }
  Span behind_last() const { return {last_.span.file, last_.span.end, last_.span.end}; }
  /// In bytes, of a place in the present line of the text.
  std::uint32_t column(Span span) const { return span.begin - line_begin_ + 1; }
  std::size_t depth() const { return levels_.size() - 1; }

  // --- newlines

  /// The present token is the first of its line in the text: does a line end before it?
  void line_start() {
    const Token& token = in_[index_];
    if (levels_.size() > 1 && column(token.span) == 1 && begins_item(in_, index_) && !may_be_line(token)) {
      while (levels_.size() > 1) close_missing(token.span);
      return end_line(behind_last());
    }
    if (round(levels_.back())) {
      const bool next_line =
          begins_line(in_, index_) && !goes_on(last_.type) && column(token.span) <= enclosing_line_column();
      if (!next_line && !last_.unterminated) return;
      close_round_brackets(token.span);
    }
    if (!is_word(token.type)) return;
    const bool record = !levels_.back().block;
    if (record && last_.type == T::COMMA) return;
    if (ends_in_comma()) return end_line(behind_last());
    if (goes_on(last_.type) && !(is_opener(last_.type) || begins_line_behind(in_, index_, last_.type))) return;
    end_line(behind_last());
  }

  /// A block whose lines stand in column 1 may hold these two, that are items as well.
  bool may_be_line(const Token& token) const {
    const std::uint32_t first = levels_[1].first_column;
    return (token.type == T::LET || token.type == T::ENV) && first <= 1;
  }

  std::uint32_t enclosing_line_column() const {
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
      if (!round(*level) && level->in_line) return level->column;
    }
    return 1;
  }

  /// The line has its value: what a comma at its end announces stands nowhere.
  bool ends_in_comma() const {
    const Level& level = levels_.back();
    return level.block && level.valued && last_.type == T::COMMA && !out_.empty() && out_.back().type == T::COMMA;
  }

  /// `run { updates = 200, seed = 1 }`.
  bool comma_between_lines() const {
    const Level& level = levels_.back();
    const bool line = is_word(in_[index_ + 1].type) && in_[index_ + 2].type == T::ASSIGN;
    const std::size_t count = out_.size();  // `steps = 3 batch x, y = z`: the comma is within the second line
    const bool second = count > 1 && is_word(out_[count - 1].type) && !goes_on(out_[count - 2].type);
    return levels_.size() > 1 && level.block && level.valued && line && !second;
  }

  void drop_comma() {
    reporter_.error("MLO0120", last_.span, "no comma stands at the end of a line")
        .with_help("take it out: a newline or `;` ends a line")
        .with_fix(last_.span, "");
    out_.pop_back();
  }

  void end_line(Span span) {
    Level& level = levels_.back();
    if (ends_in_comma()) drop_comma();
    end_expression();
    const std::size_t type = out_.empty() ? 0 : out_.back().type;
    const bool nothing = type == T::END || (out_.empty() || (type == T::LBRACE && levels_.size() > 1)) ||
                         (!level.block && type == T::COMMA);
    level.in_line = level.assigned = level.valued = false;
    if (!nothing) emit({T::END, span, false, false});
  }

  // --- tokens

  void take(Token token) {
    if (is_closer(token.type)) return close(token);
    const bool first = !levels_.back().in_line;
    if (is_keyword(token.type) && !stays_keyword(token.type, first)) token.type = T::NAME;
    begin_line_with(token);
    if (is_opener(token.type)) return open(token);
    Level& level = levels_.back();
    if (token.type == T::COMMA && comma_between_lines()) {
      reporter_.error("MLO0123", token.span, "lines are not separated by commas")
          .with_help("put each on a line of its own, or separate them with `;`")
          .with_fix(token.span, ";");
      last_ = token;
      return end_line(token.span);
    }
    if (token.type == T::ASSIGN) level.assigned = true;
    if (token.type == T::ASSIGN || token.type == T::COLON) level.valued = true;
    if (token.type == T::COMMA || token.type == T::ASSIGN || token.type == T::COLON) end_expression();
    if (goes_on(token.type) && token.type != T::COMMA && token.type != T::ASSIGN && token.type != T::COLON)
      count(token);
    emit(token);
    last_ = token;
  }

  void begin_line_with(const Token& token) {
    Level& level = levels_.back();
    if (level.in_line) return;
    level.in_line = true;
    level.first_type = token.type;
    level.column = column(token.span);
    if (level.first_column == 0) level.first_column = level.column;
  }

  bool stays_keyword(std::size_t type, bool first) const {
    if (last_.type == T::DOT && !first) return false;
    if (type == T::AS) return levels_[0].in_line && levels_[0].first_type == T::USE && !first;
    const std::size_t next = in_[index_ + 1].type;
    if (type == T::RETURN) return first && levels_.size() > 1 && levels_.back().block && next != T::ASSIGN;
    return first && levels_.size() == 1;
  }

  void open(Token token) {
    if (token.type == T::LBRACE && last_.type == T::ASSIGN && begins_body()) drop_assign();
    count(token);
    const Level& around = levels_.back();
    Level level;
    level.opener = token.type;
    level.span = token.span;
    level.block = token.type == T::LBRACE && around.block && !around.assigned && levels_[0].first_type != T::USE;
    token.block = level.block;
    levels_.push_back(level);
    if (depth() == most_brackets + 1) {
      reporter_.error("MLO0113", token.span, fmt::format("brackets are nested more than {} deep", most_brackets))
          .with_help("give the inner parts names with `let`");
    }
    emit(token);
    last_ = token;
  }

  /// The present `{` is followed by `let x` or `return x`: it holds the body of a function.
  bool begins_body() const {
    std::size_t i = index_ + 1;
    while (in_[i].type == T::NEWLINE) ++i;
    const bool word = in_[i].type == T::LET || in_[i].type == T::RETURN;
    return word && levels_.back().block && in_[i + 1].type != T::ASSIGN;
  }

  void drop_assign() {
    reporter_.error("MLO0132", last_.span, "no `=` stands before a body in `{ }`")
        .with_help("write `f(x) = value`, or `f(x) { let h = ...`, then `return h }`")
        .with_fix({last_.span.file, last_.span.begin, in_[index_].span.begin}, "");
    if (out_.back().type == T::ASSIGN) out_.pop_back();
    levels_.back().assigned = false;
  }

  void close(Token token) {
    std::size_t opened = depth();  // the level that it closes
    while (opened > 0 && closer_of(levels_[opened].opener) != token.type) {
      const bool brace = levels_[opened].opener == T::LBRACE;
      opened = brace && token.type != T::RBRACE ? 0 : opened - 1;  // `)` does not reach out of a block
    }
    if (opened == 0) return close_nothing(token);
    while (depth() > opened) close_missing(token.span);
    pop(token);
  }

  /// A closing bracket that has no opening one. For an open bracket of another kind it stands as that one's.
  void close_nothing(Token token) {
    const Level& level = levels_.back();
    if (round(level) && token.type != T::RBRACE) {
      reporter_
          .error("MLO0111", token.span, fmt::format("{} is closed by {}", spelling(level.opener), spelling(token.type)))
          .label(level.span, "opened here")
          .with_help(fmt::format("close it with {}", spelling(closer_of(level.opener))))
          .with_fix(token.span, spelling(closer_of(level.opener)).substr(1, 1));
      token.type = closer_of(level.opener);
      return pop(token);
    }
    if (reporter_.said_within(line_begin_, token.span.begin)) return;
    reporter_.error("MLO0111", token.span, fmt::format("{} closes nothing", spelling(token.type)))
        .with_help("take it out, or open a bracket before it");
  }

  void pop(Token token) {
    if (levels_.back().block) end_line(behind_last());
    end_expression();
    emit_closer(token);
    last_ = token;
  }

  // --- brackets that are not closed

  void close_round_brackets(Span here) {
    while (round(levels_.back())) close_missing(here);
  }

  /// Reports the innermost bracket as not closed, and closes it. `here` shows that it should have been.
  void close_missing(Span here) {
    const Level& level = levels_.back();
    const Span end = behind_last();
    const bool follows =
        depth() > most_brackets || (round(level) && reporter_.said_within(level.span.begin, here.begin));
    if (level.block && !follows) {
      const bool at_end = here.begin >= reporter_.file().text().size();
      auto& d = reporter_.error("MLO0112", level.span, "this block is not closed");
      d.at("`{` opens it").label(here, at_end ? "the file ends here" : "the next item begins here");
      d.with_help("close it with `}`").with_fix(at_end ? here : Span{here.file, here.begin, here.begin}, "}\n");
    } else if (!follows) {
      reporter_.error("MLO0110", level.span, fmt::format("{} is not closed", spelling(level.opener)))
          .at("opened here")
          .label(end, fmt::format("{} is missing before here", spelling(closer_of(level.opener))))
          .with_help(fmt::format("close it with {}", spelling(closer_of(level.opener))));
    }
    if (level.block) end_line(end);
    emit_closer({closer_of(levels_.back().opener), behind_last(), false, false});
  }

  void emit_closer(const Token& token) {
    const bool too_deep = depth() > most_brackets;
    if (cut_at_ == levels_.size()) cut_at_ = 0;
    operators_ -= levels_.back().operators;
    if (!too_deep && cut_at_ == 0) out_.push_back(token);
    levels_.pop_back();
  }

  // --- depth

  void count(const Token& token) {
    ++levels_.back().operators;
    if (++operators_ <= most_operators || cut_at_ != 0 || depth() > most_brackets) return;
    reporter_
        .error("MLO0113", token.span,
               fmt::format("this expression is nested more than {} operators deep", most_operators))
        .with_help("give parts of it names with `let`, or use `sum`, `fold` or a list");
    cut_at_ = levels_.size();
  }

  /// An expression ends: what nests in the next one is counted anew, and a cut ends with the expression that was cut.
  void end_expression() {
    Level& level = levels_.back();
    operators_ -= level.operators;
    level.operators = 0;
    if (cut_at_ == levels_.size()) cut_at_ = 0;
  }

  void emit(const Token& token) {
    if (depth() <= most_brackets && cut_at_ == 0) out_.push_back(token);
  }

  const std::vector<Token>& in_;
  Reporter& reporter_;
  std::vector<Level> levels_;
  std::vector<Token> out_;
  std::size_t index_ = 0;
  std::uint32_t line_begin_ = 0;  // of the text
  Token last_;
  bool at_line_start_ = false;
  std::size_t operators_ = 0;  // of all levels
  std::size_t cut_at_ = 0;     // the number of levels where an expression that is too deep is being left out
};

}  // namespace

std::vector<Token> lay_out(const std::vector<Token>& tokens, Reporter& reporter) {
  return Layout(tokens, reporter).run();
}

}  // namespace mlo::syntax
