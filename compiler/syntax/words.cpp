// Mistakes that show in a word and its neighbours.
#include <fmt/format.h>

#include <map>
#include <set>

#include "MloLexer.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

class Words {
 public:
  Words(std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {}

  void run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::size_t type = tokens_[i].type;
      if (type == T::NEWLINE) line_begin_ = tokens_[i].span.end;
      if (type == T::ERROR) unknown_character(i);
      if (type == T::UNTERMINATED || type == T::QUOTED) string(i);
      if (tokens_[i].type == T::STRING) prefix(i);
      if (is_foreign(type)) foreign_operator(i);
      if (is_reserved(type)) reserved(i);
      if (type == T::NAME) foreign_word(i);
      if (type == T::NUMBER) number(i);
    }
    report_wide();
    apply_repairs(tokens_, inserted_);
  }

 private:
  std::size_t type(std::size_t i) const { return i < tokens_.size() ? tokens_[i].type : antlr4::Token::EOF; }
  std::size_t before(std::size_t i) const { return i > 0 ? tokens_[i - 1].type : std::size_t{T::NEWLINE}; }
  std::string text(std::size_t i) const { return reporter_.text(tokens_[i].span); }
  /// Whether token i + 1 follows without a space.
  bool touches(std::size_t i) const {
    return i + 1 < tokens_.size() && tokens_[i].span.end == tokens_[i + 1].span.begin;
  }

  /// Brackets and signs of East Asian keyboards, by what they are here.
  static const std::map<std::string, std::pair<std::size_t, const char*>>& wide_signs() {
    static const std::map<std::string, std::pair<std::size_t, const char*>> signs{
        {"\uff08", {T::LPAREN, "("}},   {"\uff09", {T::RPAREN, ")"}}, {"\uff3b", {T::LBRACKET, "["}},
        {"\uff3d", {T::RBRACKET, "]"}}, {"\uff5b", {T::LBRACE, "{"}}, {"\uff5d", {T::RBRACE, "}"}},
        {"\uff0c", {T::COMMA, ","}},    {"\uff1d", {T::ASSIGN, "="}}, {"\uff1a", {T::COLON, ":"}},
        {"\uff1b", {T::SEMICOLON, ";"}}};
    return signs;
  }

  /// All of them are one mistake.
  void report_wide() {
    if (wide_.empty()) return;
    auto& d = reporter_.error(
        "MLO0102", wide_.front().first,
        fmt::format("`{}` is written `{}` here", reporter_.text(wide_.front().first), wide_.front().second));
    d.with_help("brackets, commas and signs are those of ASCII");
    if (wide_.size() > 1) d.note(fmt::format("{} more of this kind stand in this file", wide_.size() - 1));
    constexpr std::size_t most_edits = 200;
    if (wide_.size() > most_edits) return;
    for (const auto& [span, sign] : wide_) d.with_fix(span, sign);
  }

  void unknown_character(std::size_t i) {
    if (const auto sign = wide_signs().find(text(i)); sign != wide_signs().end()) {
      wide_.emplace_back(tokens_[i].span, sign->second.second);
      tokens_[i].type = sign->second.first;
      return;
    }
    static const std::map<std::string, std::string> hints{
        {"'", "strings stand in double quotes"},
        {"\\", "a line goes on by itself inside of brackets and after an operator"},
        {"~", "`not` negates"},
        {"?", "a choice is written `a if c else b`"},
        {"\u201c", "strings stand in straight double quotes"},
        {"\u201d", "strings stand in straight double quotes"},
        {"\u2212", "minus is written `-`"},
        {"\u00d7", "times is written `*`"},
        {"\u00b7", "times is written `*`"},
        {"\u2192", "an arrow is written `->`"},
        {"\u2264", "less or equal is written `<=`"},
        {"\u2265", "greater or equal is written `>=`"}};
    std::size_t end = i;  // a run of them is one mistake, and so is a string in typographic quotes
    while (type(end) == T::ERROR && touches(end) && type(end + 1) == T::ERROR) ++end;
    if (text(i) == "\u201c") end = closing_quote(i);
    const Span span = join(tokens_[i].span, tokens_[end].span);
    if (!reporter_.said_within(line_begin_, span.begin)) {
      auto& d = reporter_.error("MLO0102", span, fmt::format("`{}` has no meaning here", reporter_.text(span)));
      if (const auto hint = hints.find(text(i)); hint != hints.end()) d.with_help(hint->second);
    }
    const bool quoted = end > i && text(end) == "\u201d";
    for (std::size_t k = i; k <= end; ++k) tokens_[k].type = 0;
    if (quoted) tokens_[i].type = T::STRING;
  }

  /// The quote that ends a string in typographic quotes, on the same line; i if there is none.
  std::size_t closing_quote(std::size_t i) const {
    for (std::size_t k = i + 1; k < tokens_.size() && tokens_[k].type != T::NEWLINE; ++k) {
      if (text(k) == "\u201d") return k;
    }
    return i;
  }

  void string(std::size_t i) {
    Token& token = tokens_[i];
    const std::string written = text(i);
    if (token.type == T::UNTERMINATED) {
      reporter_.error("MLO0103", token.span, "the string is not closed")
          .at("it begins here and the line ends")
          .with_help("close it with `\"`; a line break in a string is written `\\n`");
      token.unterminated = true;
    } else {
      std::string inner = written.substr(1, written.size() - 2);
      if (inner.find('"') == std::string::npos) {
        reporter_.error("MLO0107", token.span, "strings stand in double quotes")
            .with_help(fmt::format("write `\"{}\"`", inner))
            .with_fix(token.span, '"' + inner + '"');
      } else {
        reporter_.error("MLO0107", token.span, "strings stand in double quotes")
            .with_help("a double quote in a string is written `\\\"`");
      }
    }
    token.type = T::STRING;
  }

  /// `f"..."`, `r"..."`.
  void prefix(std::size_t i) {
    static const std::set<std::string> prefixes{"f", "F", "r", "R", "b", "B", "u", "U"};
    if (i == 0 || before(i) != T::NAME || !touches(i - 1) || !prefixes.contains(text(i - 1))) return;
    const Span span = tokens_[i - 1].span;
    reporter_.error("MLO0126", span, "a string has nothing before its quotes")
        .with_help(text(i - 1) == "f" || text(i - 1) == "F"
                       ? "write the string alone; strings are constants, and no values are put into them"
                       : "write the string alone; a backslash in it is written `\\\\`")
        .with_fix(span, "");
    tokens_[i - 1].type = 0;
  }

  void foreign_operator(std::size_t i) {
    struct Meaning {
      std::size_t type;
      const char* text;
      const char* help;
    };
    static const std::map<std::size_t, Meaning> meanings{{T::STAR_STAR, {T::CARET, "^", "a power is written `^`"}},
                                                         {T::AND_AND, {T::AND, "and", "both: `a and b`"}},
                                                         {T::OR_OR, {T::OR, "or", "either: `a or b`"}},
                                                         {T::BANG, {T::NOT, "not ", "negation: `not a`"}}};
    Token& token = tokens_[i];
    const std::string written = text(i);
    auto& d = reporter_.error("MLO0125", token.span, fmt::format("`{}` is not an operator of the language", written));
    if (token.type == T::AUGMENTED) {
      d.with_help(written == ":=" ? "a name is given a value by `=`"
                                  : "expressions do not change values: give the new value a name with `let`");
      token.type = T::ASSIGN;
      return;
    }
    const Meaning& meaning = meanings.at(token.type);
    d.with_help(meaning.help).with_fix(token.span, meaning.text);
    token.type = meaning.type;
  }

  void reserved(std::size_t i) {
    if (before(i) == T::DOT) {  // behind a dot, any word is a name
      tokens_[i].type = T::NAME;
    } else if (type(i + 1) == T::ASSIGN || (is_keyword(before(i)) && before(i) != T::RETURN && is_named_item(i))) {
      reporter_.error("MLO0128", tokens_[i].span, fmt::format("`{}` is a reserved word and cannot be a name", text(i)))
          .with_help("choose another name; reserved are `and or not if else for in via true false none`");
      tokens_[i].type = T::NAME;
    }
  }

  /// `problem in {`: the word before begins a line.
  bool is_named_item(std::size_t i) const { return i < 2 || before(i - 1) == T::NEWLINE; }

  void foreign_word(std::size_t i) {
    static const std::map<std::string, std::pair<std::size_t, const char*>> constants{
        {"None", {T::NONE, "none"}}, {"True", {T::TRUE, "true"}}, {"False", {T::FALSE, "false"}}};
    if (before(i) == T::DOT || type(i + 1) == T::ASSIGN) return;
    const std::string word = text(i);
    if (const auto found = constants.find(word); found != constants.end()) {
      const auto [constant, written] = found->second;
      reporter_.error("MLO0126", tokens_[i].span, fmt::format("`{}` is written `{}` here", word, written))
          .with_help(fmt::format("write `{}`", written))
          .with_fix(tokens_[i].span, written);
      tokens_[i].type = constant;
    } else if (word == "lambda") {
      lambda(i);
    } else if (word == "def" && type(i + 1) == T::NAME && before(i) == T::NEWLINE) {
      definition(i);
      tokens_[i].type = T::FN;
    }
  }

  /// `def f(x):`, with its value behind it or on the next line, or one that is otherwise written as here.
  void definition(std::size_t i) {
    auto& d = reporter_.error("MLO0126", tokens_[i].span, "a function is defined by `fn`");
    d.with_help("`fn f(x) = ...`, or `fn f(x) { let h = ...`, then `return h }`");
    const std::size_t colon = colon_behind(i);
    if (colon == 0) {
      d.with_fix(tokens_[i].span, "fn");
      return;
    }
    std::size_t value = colon + 1;
    if (type(value) == T::NEWLINE) ++value;
    const bool returned = type(value) == T::RETURN;
    if (returned) ++value;
    if (!returned && value > colon + 1) return;  // a body of several lines
    std::size_t end = value;
    for (std::size_t depth = 0; !(type(end) == T::NEWLINE && depth == 0) && type(end) != antlr4::Token::EOF; ++end) {
      if (is_opener(type(end))) ++depth;
      if (is_closer(type(end)) && depth > 0) --depth;
    }
    if (end == value) return;
    const Span gap{tokens_[i].span.file, tokens_[colon].span.begin, tokens_[value].span.begin};
    const std::string head = reporter_.text(join(tokens_[i + 1].span, tokens_[colon - 1].span));
    d.with_help(
        fmt::format("write `fn {} = {}`", head, reporter_.text(join(tokens_[value].span, tokens_[end - 1].span))));
    if (reporter_.text(gap).find('#') != std::string::npos) return;  // a comment stands there
    d.with_fix(tokens_[i].span, "fn").with_fix(gap, " = ");
  }

  /// The colon that ends the head of the `def` at i; 0: none on its line.
  std::size_t colon_behind(std::size_t i) const {
    std::size_t depth = 0;
    for (; type(i) != T::NEWLINE && type(i) != antlr4::Token::EOF; ++i) {
      if (is_opener(type(i))) ++depth;
      if (is_closer(type(i)) && depth > 0) --depth;
      if (type(i) == T::COLON && depth == 0) return i;
    }
    return 0;
  }

  /// `lambda x, y: e` becomes `(x, y) => e`.
  void lambda(std::size_t i) {
    std::size_t colon = i + 1;
    while (type(colon) == T::NAME || type(colon) == T::COMMA) ++colon;
    if (type(colon) != T::COLON) return;
    const Span span = join(tokens_[i].span, tokens_[colon].span);
    std::string params;
    for (std::size_t k = i + 1; k < colon; ++k) params += type(k) == T::COMMA ? ", " : text(k);
    if (colon != i + 2) params = fmt::format("({})", params);
    reporter_.error("MLO0126", span, "a function without a name is written with `=>`")
        .with_help(fmt::format("write `{} => ...`", params))
        .with_fix(span, params + " =>");
    if (colon == i + 2) {
      tokens_[i].type = 0;
      tokens_[colon].type = T::FAT_ARROW;
    } else {
      tokens_[i].type = T::LPAREN;
      tokens_[colon].type = T::RPAREN;
      inserted_.emplace(colon + 1, Token{T::FAT_ARROW, tokens_[colon].span});
    }
  }

  void number(std::size_t i) {
    std::size_t begin = i, end = i;
    const bool dot_before = i > 0 && before(i) == T::DOT && touches(i - 1);
    const bool member = dot_before && i > 1 && touches(i - 2) && !goes_on(before(i - 1));
    if (dot_before && !member) begin = i - 1;
    if (type(i + 1) == T::DOT && touches(i)) end = i + 1;
    if (touches(end) && (is_word(type(end + 1)) || (end > i && type(end + 1) == T::NUMBER))) ++end;
    if (begin == end) return;
    const Span span = join(tokens_[begin].span, tokens_[end].span);
    const std::string written = reporter_.text(span);
    auto& d = reporter_.error("MLO0105", span, fmt::format("`{}` is not a number", written));
    const std::string fixed = (begin < i ? "0." : "") + text(i) + (end == i + 1 && type(end) == T::DOT ? ".0" : "");
    if (begin < i && end == i) {
      d.with_help(fmt::format("a digit stands before the point: `{}`", fixed)).with_fix(span, fixed);
    } else if (end == i + 1 && type(end) == T::DOT) {
      d.with_help(fmt::format("a digit stands behind the point: `{}`", fixed)).with_fix(span, fixed);
    } else if (written.ends_with('B') || written.ends_with('b')) {
      d.with_help(fmt::format("a number with a unit stands in quotes: `\"{}\"`", written))
          .with_fix(span, '"' + written + '"');
    } else {
      d.with_help("numbers are written `5`, `7_500`, `0.25`, `1e-3`; a product is written with `*`");
    }
    for (std::size_t k = begin; k <= end; ++k) {
      if (k != i) tokens_[k].type = 0;
    }
  }

  std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::uint32_t line_begin_ = 0;  // of the text
  std::vector<std::pair<Span, const char*>> wide_;
  Insertions inserted_;
};

}  // namespace

void repair_words(std::vector<Token>& tokens, Reporter& reporter) { Words(tokens, reporter).run(); }

}  // namespace mlo::syntax
