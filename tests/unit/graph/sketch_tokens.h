// A sketch as words and signs; see `program_builder.h`.
#pragma once

#include <cctype>
#include <string>
#include <vector>

#include "compiler/source/source.h"

namespace mlo::graph::test {

struct Token {
  std::string text;
  Span span;
};

inline bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

/// Ends with a token without text.
inline std::vector<Token> tokens_of(const std::string& text, FileId file) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_word(text[i])) {
      while (end < text.size() && is_word(text[end])) ++end;
    } else if (text.compare(i, 2, "->") == 0) {
      ++end;
    }
    // A newline is a token: between braces it ends a line as `;` does, elsewhere an item.
    if (text[i] == '\n' || std::isspace(static_cast<unsigned char>(text[i])) == 0)
      tokens.push_back(
          {text.substr(i, end - i), {file, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end)}});
    i = end;
  }
  tokens.push_back({"", {file, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(text.size())}});
  return tokens;
}

}  // namespace mlo::graph::test
