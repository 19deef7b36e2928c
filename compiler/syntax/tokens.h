// Tokens on their way from the lexer to the parser. Internal to compiler/syntax and compiler/format.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/diagnostic.h"

namespace mlo::syntax {

struct Token {
  std::size_t type = 0;  ///< a constant of the generated lexer; 0: taken out
  Span span;
  bool unterminated = false;  ///< a string without its closing quote
  bool block = false;         ///< a `{` in which lines stand (else: a record, or the names of a `use`)
};

/// Tokens that are to be put in, each before the one at its place.
using Insertions = std::map<std::size_t, Token>;
/// Puts them in, and leaves out what was taken out: once for all of them, so that the time is that of one reading.
void apply_repairs(std::vector<Token>& tokens, const Insertions& inserted = {});

/// A `##` comment.
struct Doc {
  std::string text;
  std::uint32_t line = 0;
  bool alone = false;  ///< nothing stands before it on its line
};

/// Diagnostics of one file. It remembers where something was said, so that what only follows from a mistake is not
/// said.
class Reporter {
 public:
  Reporter(const SourceFile& file, Diagnostics& diagnostics) : file_(file), diagnostics_(diagnostics) {}
  Diagnostic& error(std::string code, Span span, std::string message);
  bool said_within(std::uint32_t begin, std::uint32_t end) const;
  const SourceFile& file() const { return file_; }
  std::string text(Span span) const { return std::string(file_.text(span)); }

 private:
  const SourceFile& file_;
  Diagnostics& diagnostics_;
  std::set<std::uint32_t> places_;
  std::size_t count_ = 0;
  Diagnostic unsaid_;
};

struct Lexed {
  std::vector<Token> tokens;  ///< with NEWLINE and SEMICOLON; the last one is EOF
  std::vector<Doc> docs;
};
/// Reports bytes that are no text, and reads around them.
Lexed lex(FileId id, Reporter& reporter);

/// Takes out comments that other languages write: `// ...`, `/* ... */`. A `//` that can divide stays.
void repair_comments(std::vector<Token>& tokens, Reporter& reporter);

/// Mistakes that show in a word and its neighbours: `**`, `None`, `5.`, `'text'`, reserved words as names.
void repair_words(std::vector<Token>& tokens, Reporter& reporter);

/// Heads of items as other languages write them: `problem net:`, `problem "net" {`.
void repair_headers(std::vector<Token>& tokens, Reporter& reporter);

/// Decides which newlines end a line, puts one END behind each line and item, balances brackets, and makes keywords
/// names where they begin no item. Bounds the depth of what the parser will see.
std::vector<Token> lay_out(const std::vector<Token>& tokens, Reporter& reporter);

/// Mistakes that show in a line: `:` for `=`, `if` without `else`, `for` outside of a list.
void repair_lines(std::vector<Token>& tokens, Reporter& reporter);

/// Unknown kinds of items, lines that begin with no name, edges without an arrow. Afterwards each item begins with its
/// keyword, and each line of a block with a name or `return`: the parser relies on that to go on behind an error.
void repair_items(std::vector<Token>& tokens, Reporter& reporter);

// --- kinds of tokens
bool is_keyword(std::size_t type);   ///< begins an item, or `as`, `return`; elsewhere a name
bool is_reserved(std::size_t type);  ///< never a name
bool is_word(std::size_t type);      ///< a name, or a keyword that may be one
bool is_opener(std::size_t type);
bool is_closer(std::size_t type);
/// The expression or list goes on behind it: an operator, a comma, `=`, `:`, `.`, `->`, ...
bool goes_on(std::size_t type);
/// Something that other languages write.
bool is_foreign(std::size_t type);
std::size_t closer_of(std::size_t opener);
/// The words that begin items, as written.
const std::vector<std::string>& item_words();
std::size_t item_type(const std::string& word);  ///< 0: none
/// How a token is called in a message: "`x`", "a string", "the end of the line".
std::string named(const Token& token, const Reporter& reporter);
std::string spelling(std::size_t bracket);

}  // namespace mlo::syntax
