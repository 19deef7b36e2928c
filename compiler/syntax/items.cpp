// Items and lines that begin with something else than they must.
#include <fmt/format.h>

#include <map>
#include <set>

#include "MloLexer.h"
#include "compiler/syntax/edges.h"
#include "compiler/syntax/foreign_import.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

class Items {
 public:
  Items(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {}

  void run() {
    bool skipped = false;   // a run of items that cannot be read is one mistake
    bool imported = false;  // nor is each import of a Python file one
    for (std::size_t i = 0; tokens_[i].type != antlr4::Token::EOF;) {
      const std::size_t end = statement_end(i);
      if (is_foreign_import(i)) {
        imported = foreign_import(tokens_, i, end, imported, reporter_);
        take_out(i, end);
        skipped = false;
        i = end + 1;
        continue;
      }
      imported = false;
      const bool keyword = is_keyword(tokens_[i].type) || known_misspelling(i, end);
      if (!keyword) {
        if (!skipped) unknown_item(i);
        take_out(i, end);
      } else {
        if (tokens_[i].type == T::U2L || tokens_[i].type == T::L2U) repair_edge(tokens_, i, end, inserted_, reporter_);
        lines(i, end);
      }
      skipped = !keyword || has_foreign_body(i, end);
      i = end + 1;
    }
    apply_repairs(tokens_, inserted_);
  }

 private:
  std::string text(std::size_t i) const { return reporter_.text(tokens_[i].span); }
  /// `problem x:`, `def f(x):`: the lines below it are no items, and not to be reported one by one.
  bool has_foreign_body(std::size_t begin, std::size_t end) const {
    const std::size_t last = end > begin ? tokens_[end - 1].type : 0;
    return last == T::COLON || last == T::ASSIGN;
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
  bool known_misspelling(std::size_t i, std::size_t end) {
    const std::size_t next = tokens_[i + 1].type;
    const bool item_like = next == T::NAME || next == T::LBRACE || next == T::STRING;
    if (tokens_[i].type != T::NAME || !item_like) return false;
    const std::string word = text(i);
    auto meant = did_you_mean(word, item_words());
    if (!meant) return false;
    if (meant == "module" && has_line_of_problem(i, end)) meant = "problem";
    auto& d = reporter_.error("MLO0121", tokens_[i].span, fmt::format("`{}` begins no item", word));
    d.with_help(fmt::format("did you mean `{}`?", *meant));
    if (!has_foreign_body(i, end)) d.with_fix(tokens_[i].span, *meant);
    tokens_[i].type = item_type(*meant);
    return true;
  }

  /// `import torch`, `from std.models import MLP`, `import { MLP } from ...`.
  bool is_foreign_import(std::size_t i) const {
    const std::size_t next = tokens_[i + 1].type;
    const bool word = tokens_[i].type == T::NAME && (text(i) == "import" || text(i) == "from");
    return word && (next == T::NAME || next == T::STRING || next == T::LBRACE);
  }

  /// `class x { loss = ...`: what is written there is a problem, not a module.
  bool has_line_of_problem(std::size_t i, std::size_t end) const {
    std::size_t depth = 0;
    for (; i < end; ++i) {
      if (tokens_[i].type == T::LBRACE) ++depth;
      if (tokens_[i].type == T::RBRACE) --depth;
      const bool line = depth == 1 && (tokens_[i].type == T::END || tokens_[i].block);
      if (line && tokens_[i + 1].type == T::NAME && (text(i + 1) == "loss" || text(i + 1) == "optimizer")) return true;
    }
    return false;
  }

  void unknown_item(std::size_t i) {
    const std::string all =
        "an item begins with `use`, `option`, `let`, `data`, `fn`, `module`, `env`, `problem`, `u2l`, "
        "`l2u`, `validate`, `test` or `run`";
    const bool assignment = tokens_[i].type == T::NAME && tokens_[i + 1].type == T::ASSIGN;
    auto& d =
        reporter_.error("MLO0121", tokens_[i].span, fmt::format("{} begins no item", named(tokens_[i], reporter_)));
    if (assignment) {
      d.with_help(
          fmt::format("a constant is `let {} = ...`; a line like this one stands in the `{{ }}` of an item", text(i)));
    } else {
      d.with_help(all);
    }
  }

  /// Takes out lines of blocks that begin with no name.
  void lines(std::size_t i, std::size_t end) {
    bool begins = false;
    const std::size_t body_depth = tokens_[i].type == T::FN ? 1 : tokens_[i].type == T::MODULE ? 2 : 0;
    for (std::size_t depth = 0; i < end; ++i) {
      const Token& token = tokens_[i];
      const bool line = token.type == T::NAME || token.type == T::RETURN || token.type == T::RBRACE;
      if (begins && !line && depth == body_depth) {
        missing_return(i);
      } else if (begins && !line) {
        reporter_
            .error("MLO0120", token.span,
                   fmt::format("a line begins with a name, not with {}", named(token, reporter_)))
            .with_help("the lines of a block are `field = value`");
        const std::size_t line_end = statement_end(i);
        take_out(i, line_end);
        i = line_end;
        continue;
      }
      if (begins && depth == body_depth && token.type == T::NAME && text(i) != "let" &&
          tokens_[statement_end(i) + 1].type == T::RBRACE)
        missing_return(i);
      if (begins && token.type == T::NAME) {
        if (const std::size_t line_end = missing_name(i)) {
          i = line_end;
          continue;
        }
        missing_assign(i);
      }
      begins = token.block || (token.type == T::END && depth > 0 && !in_record(depth));
      if (token.type == T::LBRACE) {
        records_.resize(depth);
        records_.push_back(!token.block);
        ++depth;
      }
      if (token.type == T::RBRACE && depth > 0) --depth;
    }
  }
  /// `optimizer sgd(lr = 0.1)`, `steps 3`, `metric acc accuracy(x, y)`: a line without its `=`.
  void missing_assign(std::size_t i) {
    static const std::set<std::string> naming{"let", "batch", "metric", "param", "env"};
    std::size_t value = i + 1;
    if (naming.contains(text(i)) && tokens_[value].type == T::NAME) {
      ++value;
      while (tokens_[value].type == T::COMMA && tokens_[value + 1].type == T::NAME) value += 2;
    }
    const Token& token = tokens_[value];
    const std::size_t next = tokens_[value + 1].type;
    const bool call = token.type == T::NAME && (next == T::LPAREN || next == T::DOT || next == T::END);
    const bool literal = token.type == T::NUMBER || token.type == T::STRING || token.type == T::LBRACKET ||
                         token.type == T::TRUE || token.type == T::FALSE;
    if (!(call || literal) || has_assign(value)) return;
    const std::string field = reporter_.text(join(tokens_[i].span, tokens_[value - 1].span));
    const std::uint32_t behind = tokens_[value - 1].span.end;
    reporter_.error("MLO0120", token.span, fmt::format("`=` is missing behind `{}`", field))
        .with_help(fmt::format("write `{} = ...`", field))
        .with_fix({token.span.file, behind, behind}, " =");
    insert(value, T::ASSIGN);
  }
  /// `metric accuracy(net(x), y)`: takes a line out that gives a name, and has none. Returns its END, else 0.
  std::size_t missing_name(std::size_t i) {
    const std::string word = text(i);
    if ((word != "metric" && word != "let") || tokens_[i + 1].type != T::NAME || tokens_[i + 2].type != T::LPAREN)
      return 0;
    const std::size_t end = statement_end(i);
    if (has_assign(i + 2) || end < i + 4) return 0;
    const Span value = join(tokens_[i + 1].span, tokens_[end - 1].span);
    reporter_.error("MLO0120", value, fmt::format("`{}` gives its value a name", word))
        .with_help(fmt::format("write `{} name = {}`", word, reporter_.text(value)));
    take_out(i, end);
    return end;
  }
  /// In the line of token i, behind it, outside of brackets.
  bool has_assign(std::size_t i) const {
    std::size_t depth = 0;
    for (; !(tokens_[i].type == T::END && depth == 0) && tokens_[i].type != antlr4::Token::EOF; ++i) {
      if (is_opener(tokens_[i].type)) ++depth;
      if (is_closer(tokens_[i].type) && depth-- == 0) return false;
      if (tokens_[i].type == T::ASSIGN && depth == 0) return true;
    }
    return false;
  }

  /// A value as a line of a function's body.
  void missing_return(std::size_t i) {
    const std::size_t end = statement_end(i);
    const Span value = join(tokens_[i].span, tokens_[end > i ? end - 1 : i].span);
    auto& d = reporter_.error("MLO0132", value, "a function's body gives its value by `return`");
    if (tokens_[end + 1].type == T::RBRACE) {
      d.with_help(fmt::format("write `return {}`", reporter_.text(value)));
      d.with_fix({value.file, value.begin, value.begin}, "return ");
      insert(i, T::RETURN);
    } else {
      d.with_help("its lines are `let name = value`, and a `return` at the end");
      take_out(i, end);
    }
  }
  bool in_record(std::size_t depth) const { return records_[depth - 1]; }

  void insert(std::size_t place, std::size_t type) {
    inserted_.insert_or_assign(place, Token{type, tokens_[place].span});
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  Insertions inserted_;
  std::vector<bool> records_;  // whether the open braces are those of records
};

}  // namespace

void repair_items(std::vector<Token>& tokens, Reporter& reporter) { Items(tokens, reporter).run(); }

}  // namespace mlo::syntax
