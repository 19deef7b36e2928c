#include "compiler/syntax/line_start.h"

#include "MloLexer.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

namespace {

std::size_t type_at(const std::vector<Token>& tokens, std::size_t i) {
  return i < tokens.size() ? tokens[i].type : antlr4::Token::EOF;
}

/// The place behind the bracket that closes the one at i, on the same line of the text; 0 if it is not there.
std::size_t behind_brackets(const std::vector<Token>& tokens, std::size_t i) {
  std::size_t depth = 0;
  for (; i < tokens.size() && tokens[i].type != T::NEWLINE; ++i) {
    if (is_opener(tokens[i].type)) ++depth;
    if (is_closer(tokens[i].type) && --depth == 0) return i + 1;
  }
  return 0;
}

}  // namespace

bool begins_line(const std::vector<Token>& tokens, std::size_t i) {
  if (!is_word(type_at(tokens, i))) return false;
  const std::size_t next = type_at(tokens, i + 1);
  if (next == T::ASSIGN || next == T::LBRACE || is_word(next)) return true;
  if (next != T::LPAREN) return false;
  const std::size_t behind = behind_brackets(tokens, i + 1);
  const std::size_t type = behind == 0 ? antlr4::Token::EOF : type_at(tokens, behind);
  return type == T::ASSIGN || type == T::LBRACE || type == T::ARROW;
}

bool begins_line_behind(const std::vector<Token>& tokens, std::size_t i, std::size_t last) {
  if (last == T::COMMA) {
    const std::size_t next = type_at(tokens, i + 1);
    return is_word(type_at(tokens, i)) && (is_word(next) || next == T::LBRACE);
  }
  return begins_line(tokens, i);
}

bool begins_item(const std::vector<Token>& tokens, std::size_t i) {
  const std::size_t next = type_at(tokens, i + 1);
  const std::size_t third = type_at(tokens, i + 2);
  const bool named = is_word(next);
  switch (type_at(tokens, i)) {
    case T::USE: return next == T::STRING || (named && third != T::ASSIGN && third != T::COMMA);
    case T::OPTION:
    case T::LET:
    case T::DATA: return named && (third == T::ASSIGN || third == T::COMMA);
    case T::FN: return named && third == T::LPAREN;
    case T::MODULE:
    case T::ENV: return named && (third == T::LPAREN || third == T::LBRACE || third == T::ASSIGN);
    case T::PROBLEM: return named && third == T::LBRACE;
    case T::U2L:
    case T::L2U: return named;
    case T::VALIDATE:
    case T::TEST:
    case T::RUN: return next == T::LBRACE || (named && third == T::LBRACE);
    default: return false;
  }
}

}  // namespace mlo::syntax
