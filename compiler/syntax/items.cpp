// Items and lines that begin with something else than they must; the arrows of edges and their `via`.
#include <fmt/format.h>

#include <map>

#include "MloLexer.h"
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
        if (tokens_[i].type == T::U2L || tokens_[i].type == T::L2U) edge(i, end);
        if (tokens_[i].type == T::L2U) method(i, end);
        lines(i, end);
      }
      skipped = !keyword || has_foreign_body(i, end);
      i = end + 1;
    }
    for (const auto& [place, token] : inserted_)
      tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(place), token);
    std::erase_if(tokens_, [](const Token& token) { return token.type == 0; });
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
    static const std::map<std::string, std::string> others{
        {"include", "use"},         {"class", "module"},   {"network", "module"},
        {"function", "fn"},         {"func", "fn"},        {"fun", "fn"},
        {"const", "let"},           {"var", "let"},        {"dataset", "data"},
        {"config", "run"},          {"engine", "run"},     {"level", "problem"},
        {"validation", "validate"}, {"environment", "env"}};
    const std::size_t next = tokens_[i + 1].type;
    const bool item_like = next == T::NAME || next == T::LBRACE || next == T::STRING;
    if (tokens_[i].type != T::NAME || !item_like) return false;
    const std::string word = text(i);
    const auto other = others.find(word);
    auto meant = other != others.end() ? std::optional(other->second) : did_you_mean(word, item_words());
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
      begins = token.block || (token.type == T::END && depth > 0 && !in_record(depth));
      if (token.type == T::LBRACE) {
        records_.resize(depth);
        records_.push_back(!token.block);
        ++depth;
      }
      if (token.type == T::RBRACE && depth > 0) --depth;
    }
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

  /// `u2l a -> b`: makes one ARROW of whatever stands between the names.
  void edge(std::size_t i, std::size_t end) {
    if (several_sources(i, end)) return;
    const bool arrow = tokens_[i + 2].type == T::ARROW;
    if (tokens_[i + 1].type != T::NAME || (arrow && i + 3 < end)) return;
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
      return insert(target, T::ARROW);
    }
    const Span span = join(tokens_[junk].span, tokens_[target - 1].span);
    if (reporter_.text(span).starts_with("<-")) {
      reporter_.error("MLO0130", span, "an arrow points to the right")
          .with_help(fmt::format("`{0} {2} -> {1}` leads from `{2}` to `{1}`", word, from, to))
          .with_fix(join(tokens_[i + 1].span, tokens_[target].span), fmt::format("{} -> {}", to, from));
    } else {
      reporter_.error("MLO0130", span, fmt::format("an edge has the arrow `->`, not `{}`", reporter_.text(span)))
          .with_help(fmt::format("write `{} {} -> {}`", word, from, to))
          .with_fix({span.file, tokens_[i + 1].span.end, tokens_[target].span.begin}, " -> ");
    }
    take_out(junk + 1, target - 1);
    tokens_[junk].type = T::ARROW;
  }

  /// `l2u b, c -> a via cg`: an edge for each, as they are written.
  bool several_sources(std::size_t i, std::size_t end) {
    std::size_t arrow = i + 2;
    while (arrow + 1 < end && tokens_[arrow].type == T::COMMA && tokens_[arrow + 1].type == T::NAME) arrow += 2;
    if (tokens_[i + 1].type != T::NAME || arrow == i + 2 || tokens_[arrow].type != T::ARROW) return false;
    const std::string rest = reporter_.text(join(tokens_[arrow].span, tokens_[end - 1].span));
    std::string edges;
    for (std::size_t name = i + 1; name < arrow; name += 2)
      edges += (edges.empty() ? "" : "\n") + text(i) + " " + text(name) + " " + rest;
    reporter_.error("MLO0130", join(tokens_[i + 1].span, tokens_[arrow - 1].span), "an edge leads from one problem")
        .with_help("write an edge for each; several problems may stand behind the arrow")
        .with_fix(join(tokens_[i].span, tokens_[end - 1].span), edges);
    take_out(i, end);
    return true;
  }

  /// `l2u b -> a vai cg`: puts right what stands between the names and the method.
  void method(std::size_t i, std::size_t end) {
    if (tokens_[i + 2].type != T::ARROW || tokens_[i + 3].type != T::NAME) return;
    std::size_t at = i + 4;  // behind the first name
    while (at + 1 < end && tokens_[at].type == T::COMMA) at += 2;
    if (at + 1 < end && (tokens_[at].type == T::ASSIGN || tokens_[at].type == T::COLON))
      return assigned_method(i, at, end);
    if (at >= end || tokens_[at].type != T::NAME) return;
    const std::size_t next = at + 1 < end ? tokens_[at + 1].type : 0;
    const std::string edge = reporter_.text(join(tokens_[i].span, tokens_[at - 1].span)), word = text(at);
    const Span before{tokens_[at].span.file, tokens_[at].span.begin, tokens_[at].span.begin};
    if (next == T::NAME) {
      reporter_.error("MLO0131", tokens_[at].span, fmt::format("the method stands behind `via`, not `{}`", word))
          .with_help(fmt::format("write `{} via {}`", edge, text(at + 1)))
          .with_fix(tokens_[at].span, "via");
      tokens_[at].type = T::VIA;
    } else if (next == T::VIA) {
      const std::uint32_t last = tokens_[at - 1].span.end;
      reporter_.error("MLO0130", tokens_[at].span, fmt::format("a comma is missing before `{}`", word))
          .with_help(fmt::format("write `{}, {}`", edge, word))
          .with_fix({before.file, last, last}, ",");
      insert(at, T::COMMA);
    } else {
      auto& d = reporter_.error("MLO0131", tokens_[at].span, fmt::format("`via` is missing before `{}`", word));
      d.with_help(fmt::format("write `{} via {}`", edge, word));
      if (next == T::LPAREN) d.with_fix(before, "via ");  // else it may be a problem, with a comma missing
      insert(at, T::VIA);
    }
  }

  /// `l2u b -> a = cg(iterations = 3)`.
  void assigned_method(std::size_t i, std::size_t at, std::size_t end) {
    const std::string edge = reporter_.text(join(tokens_[i].span, tokens_[at - 1].span));
    const std::string method = reporter_.text(join(tokens_[at + 1].span, tokens_[end - 1].span));
    const Span span = tokens_[at].span;
    reporter_.error("MLO0131", span, fmt::format("the method stands behind `via`, not `{}`", text(at)))
        .with_help(fmt::format("write `{} via {}`", edge, method))
        .with_fix({span.file, tokens_[at - 1].span.end, tokens_[at + 1].span.begin}, " via ");
    tokens_[at].type = T::VIA;
  }

  void insert(std::size_t place, std::size_t type) {
    Token token = tokens_[place];
    token.type = type;
    inserted_.insert_or_assign(place, token);
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::map<std::size_t, Token, std::greater<>> inserted_;  // from the last, so that places stay right
  std::vector<bool> records_;                              // whether the open braces are those of records
};

}  // namespace

void repair_items(std::vector<Token>& tokens, Reporter& reporter) { Items(tokens, reporter).run(); }

}  // namespace mlo::syntax
