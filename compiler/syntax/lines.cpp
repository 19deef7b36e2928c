// Mistakes that show in a line, once it is known where lines end.
#include <fmt/format.h>

#include <map>

#include "MloLexer.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

/// `:`, `if` and `for` where they cannot stand. Walks all tokens with the brackets around them.
class Words {
 public:
  Words(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter), levels_(1) {}

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
  }

 private:
  struct Level {
    std::size_t opener = 0;
    bool block = true;
    bool parameters = false;  // the brackets of `fn f(a: int)`
    bool assigned = false;
    bool comprehension = false;
    std::vector<Span> ifs;    // whose `else` has not come yet
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
    const bool argument = level.opener == T::LPAREN && before(1) == T::NAME && (before(2) == T::LPAREN || before(2) == T::COMMA);
    const bool line = level.opener != T::LPAREN && !level.assigned && (before(1) == T::NAME || before(1) == T::RPAREN);
    if (!argument && !line) return;
    if (index_ + 1 < tokens_.size() && tokens_[index_ + 1].type == T::END) return;  // `problem x:`
    const Span line_begin = tokens_[line_begin_index()].span;
    if (before(1) != T::RPAREN || !reporter_.said_within(line_begin.begin, token.span.begin)) {
      reporter_.error("MLO0124", token.span, "a value is given with `=`")
          .with_help("write `=` for `:`")
          .with_fix(before(1) == T::NAME ? Span{token.span.file, tokens_[index_ - 1].span.end, token.span.end} : token.span,
                    " =");
    }
    token.type = T::ASSIGN;
    level.assigned = level.assigned || line;
  }

  std::size_t line_begin_index() const {
    std::size_t i = index_;
    while (i > 0 && tokens_[i - 1].type != T::END && !tokens_[i - 1].block) --i;
    return i;
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::vector<Level> levels_;
  std::size_t index_ = 0;
};

/// Items and lines that begin with something else than they must, and arrows of edges.
class Starts {
 public:
  Starts(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {}

  void run() {
    bool skipped = false;  // a run of items that cannot be read is one mistake
    for (std::size_t i = 0; tokens_[i].type != antlr4::Token::EOF;) {
      const std::size_t end = statement_end(i);
      const bool keyword = is_keyword(tokens_[i].type) || known_misspelling(i);
      if (!keyword) {
        if (!skipped) unknown_item(i);
        take_out(i, end);
      } else {
        if (tokens_[i].type == T::U2L || tokens_[i].type == T::L2U) edge(i, end);
        lines(i, end);
      }
      skipped = !keyword || (end > i && tokens_[end - 1].type != T::RBRACE && said(i, end));
      i = statement_end(i) + 1;
    }
    for (const auto& [place, token] : inserted_) tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(place), token);
    std::erase_if(tokens_, [](const Token& token) { return token.type == 0; });
  }

 private:
  std::string text(std::size_t i) const { return reporter_.text(tokens_[i].span); }
  bool said(std::size_t begin, std::size_t end) const {
    return reporter_.said_within(tokens_[begin].span.begin, tokens_[end].span.begin);
  }

  /// The END of the statement at i; braces are balanced.
  std::size_t statement_end(std::size_t i) const {
    std::size_t depth = 0;
    for (;; ++i) {
      const std::size_t type = tokens_[i].type;
      if (type == T::LBRACE) ++depth;
      if (type == T::RBRACE && depth > 0) --depth;
      if ((type == T::END && depth == 0) || tokens_[i + 1].type == antlr4::Token::EOF) return i;
    }
  }

  void take_out(std::size_t begin, std::size_t end) {
    for (; begin <= end; ++begin) tokens_[begin].type = 0;
  }

  /// What other languages call it, or a slip of the pen. The item is then read as what is meant.
  bool known_misspelling(std::size_t i) {
    static const std::map<std::string, std::string> others{
        {"import", "use"}, {"from", "use"}, {"include", "use"}, {"class", "module"}, {"network", "module"},
        {"function", "fn"}, {"func", "fn"}, {"fun", "fn"}, {"const", "let"}, {"var", "let"}, {"dataset", "data"},
        {"config", "run"}, {"engine", "run"}, {"level", "problem"}, {"validation", "validate"}, {"environment", "env"}};
    const std::size_t next = tokens_[i + 1].type;
    const bool item_like = next == T::NAME || next == T::LBRACE || next == T::STRING;
    if (tokens_[i].type != T::NAME || !item_like) return false;
    const std::string word = text(i);
    const auto other = others.find(word);
    const auto meant = other != others.end() ? std::optional(other->second) : did_you_mean(word, item_words());
    if (!meant) return false;
    reporter_.error("MLO0121", tokens_[i].span, fmt::format("`{}` begins no item", word))
        .with_help(fmt::format("did you mean `{}`?", *meant))
        .with_fix(tokens_[i].span, *meant);
    tokens_[i].type = item_type(*meant);
    return true;
  }

  void unknown_item(std::size_t i) {
    const std::string all = "an item begins with `use`, `option`, `let`, `data`, `fn`, `module`, `env`, `problem`, `u2l`, "
                            "`l2u`, `validate`, `test` or `run`";
    const bool assignment = tokens_[i].type == T::NAME && tokens_[i + 1].type == T::ASSIGN;
    auto& d = reporter_.error("MLO0121", tokens_[i].span, fmt::format("{} begins no item", named(tokens_[i], reporter_)));
    if (assignment) {
      d.with_help(fmt::format("a constant is `let {} = ...`; a line like this one stands in the `{{ }}` of an item", text(i)));
    } else {
      d.with_help(all);
    }
  }

  /// Takes out lines of blocks that begin with no name.
  void lines(std::size_t i, std::size_t end) {
    bool begins = false;
    for (std::size_t depth = 0; i < end; ++i) {
      const Token& token = tokens_[i];
      const bool line = token.type == T::NAME || token.type == T::RETURN || token.type == T::RBRACE;
      if (begins && !line) {
        reporter_.error("MLO0120", token.span, fmt::format("a line begins with a name, not with {}", named(token, reporter_)))
            .with_help("the lines of a block are `field = value`");
        const std::size_t line_end = statement_end(i);
        take_out(i, line_end);
        i = line_end;
        continue;
      }
      begins = token.block || (token.type == T::END && depth > 0 && !in_record(depth));
      if (token.type == T::LBRACE) records_.resize(++depth), records_[depth - 1] = !token.block;
      if (token.type == T::RBRACE && depth > 0) --depth;
    }
  }
  bool in_record(std::size_t depth) const { return records_[depth - 1]; }

  /// `u2l a -> b`: makes one ARROW of whatever stands between the names.
  void edge(std::size_t i, std::size_t end) {
    if (tokens_[i + 1].type != T::NAME || tokens_[i + 2].type == T::ARROW) return;
    const std::size_t junk = i + 2;
    std::size_t target = junk;
    while (target < end && tokens_[target].type != T::NAME && tokens_[target].type != T::VIA) ++target;
    const std::string word = text(i), from = text(i + 1);
    if (target >= end || tokens_[target].type == T::VIA) {
      reporter_.error("MLO0130", join(tokens_[i].span, tokens_[i + 1].span), "this edge leads nowhere")
          .with_help(fmt::format("write `{} {} -> b`", word, from));
      return take_out(i, end);
    }
    const std::string to = text(target);
    if (target == junk) {
      const Span gap{tokens_[i].span.file, tokens_[i + 1].span.end, tokens_[target].span.begin};
      reporter_.error("MLO0130", join(tokens_[i].span, tokens_[target].span), "the arrow of this edge is missing")
          .with_help(fmt::format("write `{} {} -> {}`", word, from, to))
          .with_fix(gap, " -> ");
      Token arrow = tokens_[i + 1];
      arrow.type = T::ARROW;
      inserted_.insert_or_assign(target, arrow);
      return;
    }
    const Span span = join(tokens_[junk].span, tokens_[target - 1].span);
    if (reporter_.text(span).starts_with("<-")) {
      reporter_.error("MLO0130", span, "an arrow points to the right")
          .with_help(fmt::format("`{0} {2} -> {1}` leads from `{2}` to `{1}`", word, from, to))
          .with_fix(join(tokens_[i + 1].span, tokens_[target].span), fmt::format("{} -> {}", to, from));
    } else {
      reporter_.error("MLO0130", span, fmt::format("an edge has the arrow `->`, not `{}`", reporter_.text(span)))
          .with_help(fmt::format("write `{} {} -> {}`", word, from, to))
          .with_fix(span, "->");
    }
    take_out(junk + 1, target - 1);
    tokens_[junk].type = T::ARROW;
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::map<std::size_t, Token, std::greater<>> inserted_;  // from the last, so that places stay right
  std::vector<bool> records_;                              // whether the open braces are those of records
};

}  // namespace

void repair_lines(std::vector<Token>& tokens, Reporter& reporter) {
  Words(tokens, reporter).run();
  Starts(tokens, reporter).run();
}

}  // namespace mlo::syntax
