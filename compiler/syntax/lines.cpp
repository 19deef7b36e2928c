// Mistakes that show in a line, once it is known where lines end.
#include <fmt/format.h>

#include "MloLexer.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

/// `:`, `if` and `for` where they cannot stand. Walks all tokens with the brackets around them.
class Misplaced {
 public:
  Misplaced(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter), levels_(1) {}

  void run() {
    for (index_ = 0; index_ < tokens_.size(); ++index_) {
      const std::size_t type = tokens_[index_].type;
      if (is_opener(type)) {
        open();
      } else if (is_closer(type)) {
        end_choices();
        if (levels_.size() > 1) levels_.pop_back();
      } else {
        inner(type);
      }
    }
    apply_repairs(tokens_);
  }

 private:
  struct Level {
    std::size_t opener = 0;
    bool block = true;
    bool parameters = false;  // the brackets of `fn f(a: int)`
    bool assigned = false;
    bool comprehension = false;
    std::vector<Span> ifs;  // whose `else` has not come yet
  };

  std::size_t before(std::size_t count) const { return index_ >= count ? tokens_[index_ - count].type : 0; }

  void open() {
    const Level& around = levels_.back();
    const Token& token = tokens_[index_];
    Level level;
    level.opener = token.type;
    level.block = token.block;
    level.parameters = token.type == T::LPAREN && around.block && !around.assigned;
    levels_.push_back(level);
  }

  void inner(std::size_t type) {
    Level& level = levels_.back();
    switch (type) {
      case T::ASSIGN: level.assigned = true; break;
      case T::COLON: colon(); break;
      case T::IF: level.ifs.push_back(tokens_[index_].span); break;
      case T::ELSE:
        if (!level.ifs.empty()) level.ifs.pop_back();
        break;
      case T::FOR: loop(); break;
      case T::COMMA: end_choices(); break;
      case T::END:
        end_choices();
        level.assigned = false;
        break;
      default: break;
    }
  }

  void end_choices() {
    Level& level = levels_.back();
    const std::size_t allowed = level.comprehension ? 1 : 0;
    if (level.ifs.size() > allowed) {
      reporter_.error("MLO0127", level.ifs.back(), "this `if` has no `else`")
          .with_help("a choice has two values: `a if c else b`; between tensors, `where(c, a, b)` chooses");
    }
    level.ifs.clear();
  }

  void loop() {
    Level& level = levels_.back();
    if (level.opener != T::LBRACKET) {
      reporter_.error("MLO0134", tokens_[index_].span, "`for` stands in a list")
          .with_help("write `[f(x) for x in list]`; a repeated step is `fold(f, start, list)`");
    }
    end_choices();
    level.comprehension = true;
  }

  /// `a: e` where `a = e` is meant: in brackets of a call, at the begin of a line, in a record.
  void colon() {
    Level& level = levels_.back();
    Token& token = tokens_[index_];
    if (level.opener == T::LBRACKET || level.parameters) return;
    const bool argument =
        level.opener == T::LPAREN && before(1) == T::NAME && (before(2) == T::LPAREN || before(2) == T::COMMA);
    const bool line = level.opener != T::LPAREN && !level.assigned && (before(1) == T::NAME || before(1) == T::RPAREN);
    if (!argument && !line) return;
    if (tokens_[line_begin()].type == T::L2U) return;                               // `l2u b -> a: cg()`: see items.cpp
    if (index_ + 1 < tokens_.size() && tokens_[index_ + 1].type == T::END) return;  // `problem x:`
    if (line && type_behind()) return;
    const bool of_def =
        before(1) == T::RPAREN && reporter_.said_within(tokens_[line_begin()].span.begin, token.span.begin);
    if (!of_def) {
      reporter_.error("MLO0124", token.span, "a value is given with `=`")
          .with_help("write `=` for `:`")
          .with_fix(
              before(1) == T::NAME ? Span{token.span.file, tokens_[index_ - 1].span.end, token.span.end} : token.span,
              " =");
    }
    token.type = T::ASSIGN;
    level.assigned = level.assigned || line;
  }

  /// `let k: int = 3`: takes the type out.
  bool type_behind() {
    if (index_ + 2 >= tokens_.size()) return false;
    Token &colon = tokens_[index_], &type = tokens_[index_ + 1];
    if (type.type != T::NAME || tokens_[index_ + 2].type != T::ASSIGN) return false;
    const Span span = join(colon.span, type.span);
    reporter_.error("MLO0120", span, "a value has no type: it is what stands behind the `=`")
        .with_help("take the type out; parameters of functions and modules may have one")
        .with_fix(span, "");
    colon.type = type.type = 0;
    return true;
  }

  /// The first token of the present line.
  std::size_t line_begin() const {
    std::size_t i = index_;
    while (i > 0 && tokens_[i - 1].type != T::END && !tokens_[i - 1].block) --i;
    return i;
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::vector<Level> levels_;
  std::size_t index_ = 0;
};

}  // namespace

void repair_lines(std::vector<Token>& tokens, Reporter& reporter) { Misplaced(tokens, reporter).run(); }

}  // namespace mlo::syntax
