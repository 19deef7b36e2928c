#include "compiler/syntax/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "MloLexer.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

constexpr std::size_t most_diagnostics = 100;  // of one file; beyond that, nobody reads them

}  // namespace

void apply_repairs(std::vector<Token>& tokens, const Insertions& inserted) {
  std::vector<Token> result;
  result.reserve(tokens.size() + inserted.size());
  auto next = inserted.begin();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (; next != inserted.end() && next->first == i; ++next) result.push_back(next->second);
    if (tokens[i].type != 0) result.push_back(tokens[i]);
  }
  tokens = std::move(result);
}

Diagnostic& Reporter::error(std::string code, Span span, std::string message) {
  places_.insert(span.begin);
  if (++count_ > most_diagnostics) return unsaid_;
  if (count_ == most_diagnostics) {
    return diagnostics_.error(std::move(code), span, std::move(message)).note("there are more mistakes in this file");
  }
  return diagnostics_.error(std::move(code), span, std::move(message));
}

bool Reporter::said_within(std::uint32_t begin, std::uint32_t end) const {
  const auto found = places_.lower_bound(begin);
  return found != places_.end() && *found <= end;
}

namespace {

constexpr auto items = std::to_array<std::pair<const char*, std::size_t>>({
    {"use", T::USE},
    {"option", T::OPTION},
    {"let", T::LET},
    {"data", T::DATA},
    {"fn", T::FN},
    {"module", T::MODULE},
    {"env", T::ENV},
    {"problem", T::PROBLEM},
    {"u2l", T::U2L},
    {"l2u", T::L2U},
    {"validate", T::VALIDATE},
    {"test", T::TEST},
    {"run", T::RUN},
});

}  // namespace

bool is_keyword(std::size_t type) { return type >= T::USE && type <= T::RETURN; }
bool is_reserved(std::size_t type) { return type >= T::AND && type <= T::NONE; }
bool is_word(std::size_t type) { return type == T::NAME || is_keyword(type); }
bool is_opener(std::size_t type) { return type == T::LPAREN || type == T::LBRACKET || type == T::LBRACE; }
bool is_closer(std::size_t type) { return type == T::RPAREN || type == T::RBRACKET || type == T::RBRACE; }
bool is_foreign(std::size_t type) { return type >= T::STAR_STAR && type <= T::AUGMENTED; }

bool goes_on(std::size_t type) {
  if (type >= T::CARET && type <= T::GREATER_EQUAL) return true;
  switch (type) {
    case T::AND:
    case T::OR:
    case T::NOT:
    case T::IF:
    case T::ELSE:
    case T::FOR:
    case T::IN:
    case T::VIA:
    case T::COMMA:
    case T::COLON:
    case T::ASSIGN:
    case T::DOT:
    case T::ARROW:
    case T::FAT_ARROW: return true;
    default: return is_opener(type);
  }
}

std::size_t closer_of(std::size_t opener) {
  return opener == T::LPAREN ? T::RPAREN : opener == T::LBRACKET ? T::RBRACKET : T::RBRACE;
}

const std::vector<std::string>& item_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> result;
    for (const auto& [word, type] : items) result.emplace_back(word);
    return result;
  }();
  return words;
}

std::size_t item_type(const std::string& word) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.first == word; });
  return found == items.end() ? 0 : found->second;
}

std::string named(const Token& token, const Reporter& reporter) {
  if (token.type == antlr4::Token::EOF) return "the end of the file";
  const std::string text = reporter.text(token.span);
  if (token.type == T::END && text != ";") return "the end of the line";
  if (text.empty()) return "the end of the line";  // a bracket that the layout closed
  if (token.type == T::STRING && text.size() > 20) return "a string";
  return fmt::format("`{}`", text);
}

std::string spelling(std::size_t bracket) {
  switch (bracket) {
    case T::LPAREN: return "`(`";
    case T::RPAREN: return "`)`";
    case T::LBRACKET: return "`[`";
    case T::RBRACKET: return "`]`";
    case T::LBRACE: return "`{`";
    default: return "`}`";
  }
}

}  // namespace mlo::syntax
