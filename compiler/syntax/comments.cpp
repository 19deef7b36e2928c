// Comments as other languages write them: `// ...` and `/* ... */`.
#include <fmt/format.h>

#include <algorithm>

#include "MloLexer.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

class Comments {
 public:
  Comments(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {}

  void run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::size_t type = tokens_[i].type;
      if (is_opener(type)) openers_.push_back(type);
      if (is_closer(type) && !openers_.empty()) openers_.pop_back();
      if (starts_with(i, "/*")) {
        i = block(i);
      } else if (starts_with(i, "//") && !divides(i)) {
        i = lines(i);
      }
    }
    apply_repairs(tokens_);
  }

 private:
  std::size_t type(std::size_t i) const { return i < tokens_.size() ? tokens_[i].type : antlr4::Token::EOF; }
  bool starts_with(std::size_t i, std::string_view what) const {
    const bool division = type(i) == T::SLASH || type(i) == T::FLOOR || type(i) == T::AUGMENTED;
    return division && reporter_.file().text().substr(tokens_[i].span.begin).starts_with(what);
  }
  bool ends_text_line(std::size_t i) const { return type(i) == T::NEWLINE || type(i) == antlr4::Token::EOF; }
  bool begins_text_line(std::size_t i) const { return i == 0 || type(i - 1) == T::NEWLINE; }
  static bool is_operand(std::size_t type) {
    return is_word(type) || type == T::NUMBER || type == T::STRING || type == T::TRUE || type == T::FALSE ||
           type == T::NONE;
  }
  /// What no expression holds.
  static bool is_strange(std::size_t type) {
    return type == T::ERROR || type == T::QUOTED || type == T::UNTERMINATED || type == T::VIA || is_foreign(type);
  }

  /// Whether a value ends before i: on its line or, for an operator goes on with the line above, on that; where a block
  /// ends, nothing goes on.
  bool value_before(std::size_t i) const {
    std::size_t before = i;
    while (before > 0 && type(before - 1) == T::NEWLINE) --before;
    if (before == 0) return false;
    const std::size_t last = type(before - 1);
    return is_operand(last) || (is_closer(last) && (before == i || last != T::RBRACE));
  }

  /// Whether the `//` at i can be a floor division, by the words behind it on its line: two values that stand side by
  /// side are prose.
  bool divides(std::size_t i) const {
    const auto begins_operand = [&](std::size_t k) {
      return is_operand(type(k)) || is_opener(type(k)) || type(k) == T::MINUS || type(k) == T::PLUS;
    };
    if (!value_before(i) || type(i) != T::FLOOR) return false;
    if (ends_text_line(i + 1)) return true;
    if (!begins_operand(i + 1)) return false;
    std::size_t depth = 0;
    for (std::size_t k = i + 1; !ends_text_line(k) && type(k) != T::SEMICOLON; ++k) {
      if (is_opener(type(k))) ++depth;
      if (is_closer(type(k)) && depth-- == 0) return true;
      if (depth == 0 && !may_stand_behind_division(k)) return false;
      if ((is_operand(type(k)) && is_operand(type(k + 1))) || is_strange(type(k))) return false;
    }
    return true;
  }

  /// Of the token at k, in the same brackets as a `//` before it on the line.
  bool may_stand_behind_division(std::size_t k) const {
    const std::size_t around = openers_.empty() ? 0 : openers_.back();
    const bool field = is_word(type(k + 1)) && type(k + 2) == T::ASSIGN;
    switch (type(k)) {
      case T::COLON: return around == T::LBRACKET;
      case T::COMMA: return around == T::LBRACKET || around == T::LPAREN || (around == T::LBRACE && field);
      case T::ASSIGN: return around != 0 && type(k - 2) == T::COMMA;
      case T::FOR: return is_word(type(k + 1)) && (type(k + 2) == T::IN || type(k + 2) == T::COMMA);
      case T::DOT: return is_operand(type(k + 1)) || is_reserved(type(k + 1));
      default: return true;
    }
  }

  /// `// ...`, and the lines below it that are such comments: one mistake. Returns the last token that is read.
  std::size_t lines(std::size_t begin) {
    std::vector<Span> marks;
    std::size_t end = begin;
    Span shown;
    for (std::size_t i = begin;;) {
      marks.push_back(mark(i));
      end = i;
      while (!ends_text_line(end)) tokens_[end++].type = 0;
      if (shown.end == 0) shown = join(tokens_[i].span, tokens_[end - 1].span);
      const bool goes_on = begins_text_line(begin) && type(end) == T::NEWLINE && starts_with(end + 1, "//");
      if (!goes_on) break;
      i = end + 1;
    }
    auto& d = report(shown);
    for (const Span& span : marks) d.with_fix(span, "#");
    return end - 1;
  }

  /// All slashes: `///` too is a comment and no more.
  Span mark(std::size_t i) const {
    Span span = tokens_[i].span;
    const std::string_view text = reporter_.file().text();
    const std::size_t behind = std::min(text.find_first_not_of('/', span.begin), text.size());
    span.end = static_cast<std::uint32_t>(behind);
    return span;
  }

  /// `/* ... */`, up to the end of the file where it is not closed.
  std::size_t block(std::size_t begin) {
    const std::string_view text = reporter_.file().text();
    const Span opener{tokens_[begin].span.file, tokens_[begin].span.begin, tokens_[begin].span.begin + 2};
    const std::size_t closer = text.find("*/", opener.end);
    const bool closed = closer != std::string_view::npos;
    const auto end = static_cast<std::uint32_t>(closed ? closer + 2 : text.size());
    std::size_t i = begin;
    for (; type(i) != antlr4::Token::EOF && tokens_[i].span.begin < end; ++i) tokens_[i].type = 0;
    auto& d = report({opener.file, opener.begin, end});
    if (!ends_text_line(i) || !closed) return i - 1;  // something stands behind it: a `#` would hide that
    d.with_fix(opener, "#");
    for (std::size_t at = text.find('\n', opener.end); at < closer; at = text.find('\n', at + 1)) {
      const std::size_t word = text.find_first_not_of(" \t\r", at + 1);
      if (word >= closer || text[word] == '\n') continue;
      const auto place = static_cast<std::uint32_t>(word);
      const bool star = text[word] == '*';  // ` * ...`, as such comments are often laid out
      d.with_fix({opener.file, place, place + (star ? 1 : 0)}, star ? "#" : "# ");
    }
    const std::size_t last = text.find_last_not_of(" \t", closer - 1);  // the opener, if nothing else
    const auto blanks = std::max(static_cast<std::uint32_t>(last + 1), opener.end);
    d.with_fix({opener.file, blanks, end}, "");
    return i - 1;
  }

  Diagnostic& report(Span span) {
    return reporter_.error("MLO0126", span, "a comment begins with `#`")
        .with_help("write `# ...`, on each line; `##` documents the line or item below it");
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::vector<std::size_t> openers_;
};

}  // namespace

void repair_comments(std::vector<Token>& tokens, Reporter& reporter) { Comments(tokens, reporter).run(); }

}  // namespace mlo::syntax
