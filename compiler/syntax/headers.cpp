// Heads of items and lines as other languages write them: `problem net:`, `problem "net" {`, `problem = net {`,
// `problem net(lr) {`, `batch (x, y) = ...`.
#include <fmt/format.h>

#include <set>

#include "MloLexer.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

class Headers {
 public:
  Headers(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {}

  void run() {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (depth > 0 && (is_closer(type(i)) || inserted_.contains(i))) --depth;
      if (is_opener(type(i))) ++depth;
      if (depth == 0 && has_block(type(i)) && in_first_column(i)) header(i);
      if (begins_text_line(i) && type(i + 1) == T::LPAREN) names_in_brackets(i);
    }
    apply_repairs(tokens_, inserted_);
  }

 private:
  std::size_t type(std::size_t i) const { return i < tokens_.size() ? tokens_[i].type : antlr4::Token::EOF; }
  std::string text(std::size_t i) const { return reporter_.text(tokens_[i].span); }
  bool ends_text_line(std::size_t i) const { return type(i) == T::NEWLINE || type(i) == antlr4::Token::EOF; }

  bool begins_text_line(std::size_t i) const {
    return i == 0 || type(i - 1) == T::NEWLINE || type(i - 1) == T::SEMICOLON || type(i - 1) == T::LBRACE;
  }

  static bool has_block(std::size_t type) {
    return type == T::MODULE || type == T::ENV || type == T::PROBLEM || type == T::VALIDATE || type == T::TEST ||
           type == T::RUN;
  }
  bool in_first_column(std::size_t i) const {
    const std::uint32_t begin = tokens_[i].span.begin;
    return begin == 0 || reporter_.file().text()[begin - 1] == '\n';
  }
  /// Modules and envs have parameters and may be a value.
  bool plain(std::size_t i) const { return type(i) != T::MODULE && type(i) != T::ENV; }

  /// `batch (x, y) = loader(...)`.
  void names_in_brackets(std::size_t i) {
    static const std::set<std::string> naming{"batch", "data", "let"};
    std::size_t closer = i + 2;
    while (is_word(type(closer)) || type(closer) == T::COMMA) ++closer;
    if (!naming.contains(text(i)) || type(closer) != T::RPAREN || type(closer + 1) != T::ASSIGN) return;
    const Span span = join(tokens_[i + 1].span, tokens_[closer].span);
    const std::string names = reporter_.text(join(tokens_[i + 2].span, tokens_[closer - 1].span));
    reporter_.error("MLO0120", span, "names stand without brackets")
        .with_help(fmt::format("write `{} {} = ...`", text(i), names))
        .with_fix(tokens_[i + 1].span, "")
        .with_fix(tokens_[closer].span, "");
    tokens_[i + 1].type = tokens_[closer].type = 0;
  }

  void header(std::size_t i) {
    const std::string word = text(i);
    if (type(i + 1) == T::STRING && text(i + 1).size() > 2) unquote(i + 1, word);
    if (plain(i) && type(i + 1) == T::ASSIGN && is_word(type(i + 2)) && type(i + 3) == T::LBRACE) {
      const Span gap{tokens_[i].span.file, tokens_[i].span.end, tokens_[i + 2].span.begin};
      reporter_.error("MLO0120", tokens_[i + 1].span, fmt::format("no `=` stands between `{}` and a name", word))
          .with_help(fmt::format("write `{} {} {{`", word, text(i + 2)))
          .with_fix(gap, " ");
      tokens_[i + 1].type = 0;
      return;
    }
    const std::size_t name = is_word(type(i + 1)) ? i + 1 : i;
    if (type(name + 1) == T::COLON && ends_text_line(name + 2)) return indented_block(i, name + 1);
    if (plain(i) && name > i && type(name + 1) == T::LPAREN) parameters(i, name + 1);
  }

  void unquote(std::size_t i, const std::string& word) {
    Token& token = tokens_[i];
    const std::string name = text(i).substr(1, token.span.end - token.span.begin - 2);
    reporter_.error("MLO0120", token.span, fmt::format("the name of a `{}` stands without quotes", word))
        .with_help(fmt::format("write `{} {}`", word, name))
        .with_fix(token.span, name);
    token.type = T::NAME;
    ++token.span.begin;
    --token.span.end;
  }

  /// `problem net(lr) {`.
  void parameters(std::size_t i, std::size_t opener) {
    std::size_t closer = opener;
    while (type(closer) != T::RPAREN && !ends_text_line(closer)) ++closer;
    if (type(closer) != T::RPAREN || type(closer + 1) != T::LBRACE) return;
    const Span span = join(tokens_[opener].span, tokens_[closer].span);
    reporter_.error("MLO0120", span, fmt::format("a `{}` has no parameters", text(i)))
        .with_help("its lines read options, values and other problems by their names")
        .with_fix(span, "");
    for (std::size_t k = opener; k <= closer; ++k) tokens_[k].type = 0;
  }

  /// The block below `problem net:` is what is indented, with or without a brace behind it.
  void indented_block(std::size_t i, std::size_t colon) {
    std::size_t last = colon;
    for (std::size_t k = colon + 1; k < tokens_.size() && type(k) != antlr4::Token::EOF; ++k) {
      if (type(k) == T::NEWLINE) continue;
      if (in_first_column(k)) break;
      last = k;
    }
    std::size_t behind = last + 1;
    while (type(behind) == T::NEWLINE) ++behind;
    const bool closed = type(behind) == T::RBRACE && in_first_column(behind);
    auto& d = reporter_.error("MLO0120", tokens_[colon].span, "a block stands in `{ }`, not behind `:`");
    d.with_help(fmt::format("write `{} {{`, its lines, and `}}`",
                            reporter_.text(join(tokens_[i].span, tokens_[colon - 1].span))));
    if (last == colon) return;
    d.with_fix({tokens_[colon].span.file, tokens_[colon - 1].span.end, tokens_[colon].span.end}, " {");
    tokens_[colon].type = T::LBRACE;
    if (closed) return;
    const std::uint32_t end = tokens_[last].span.end;
    d.with_fix({tokens_[last].span.file, end, end}, "\n}");
    inserted_.emplace(last + 1, Token{T::RBRACE, {tokens_[last].span.file, end, end}});
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  Insertions inserted_;
};

}  // namespace

void repair_headers(std::vector<Token>& tokens, Reporter& reporter) { Headers(tokens, reporter).run(); }

}  // namespace mlo::syntax
