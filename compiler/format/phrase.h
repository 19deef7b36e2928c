// The words of one line or item as a document: spaces, and where it may be broken. Internal to compiler/format.
#pragma once

#include <vector>

#include "compiler/format/document.h"

namespace mlo::format {

class Phrase {
 public:
  /// `words` outlive it. Of a block they end with its `{`.
  explicit Phrase(const std::vector<Word>& words);

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::size_t size() const { return words_.size(); }
  const Word& operator[](std::size_t i) const { return words_[i]; }
  /// The place of a symbol outside of the brackets in [begin, end); npos if there is none.
  std::size_t find(std::string_view symbol, std::size_t begin, std::size_t end) const;
  /// The place behind word i, or, where a bracket opens there, behind the one that closes it.
  std::size_t next(std::size_t i) const {
    return words_[i].kind == Kind::open && match_[i] != npos ? match_[i] + 1 : i + 1;
  }

  /// An expression, to be broken before its operators, the loosest first, or in its brackets.
  Document expression(std::size_t begin, std::size_t end) const;
  /// Any words, to be broken only in brackets.
  Document plain(std::size_t begin, std::size_t end) const;
  /// `k = e`, `via e`: words up to `expression_begin`, and an expression.
  Document led(std::size_t begin, std::size_t expression_begin, std::size_t end) const;
  /// The comments behind word i. Those behind the last word of a document are not in it, so that they break what
  /// surrounds it and not the document itself.
  void append_comments(std::size_t i, std::vector<Document>& parts) const;

  /// Whether comments can stand behind word i.
  bool row_may_end_behind(std::size_t i) const;
  /// An operator before which a row may begin.
  bool is_breakable(std::size_t i) const;

 private:
  struct Item {
    std::size_t begin = 0, end = 0;
    std::size_t separator = npos;  // the comma behind it
  };

  // --- phrase.cpp
  Document word(std::size_t i) const { return text(words_[i].text); }
  std::string_view space_before(std::size_t i) const;
  bool is_sign(std::size_t i) const;
  int level(std::size_t i) const;
  std::size_t lambda_begin(std::size_t arrow) const;
  Document chain(std::size_t begin, std::size_t end, const std::vector<std::size_t>& operators) const;
  Document range(std::size_t begin, std::size_t end, const std::vector<std::size_t>& operators) const;
  std::vector<std::size_t> loosest_operators(std::size_t begin, std::size_t end) const;

  // --- brackets.cpp
  Document bracket(std::size_t open) const;
  Document empty(std::size_t open) const;
  Document list(std::size_t open) const;
  Document comprehension(std::size_t open) const;
  Document record(std::size_t open) const;
  Document item(const Item& item) const;
  Document slice(std::size_t begin, std::size_t end) const;
  std::vector<Item> items(std::size_t open) const;
  bool is_call(std::size_t open) const;
  bool is_comprehension(std::size_t open) const;
  bool is_filled(std::size_t open, const std::vector<Item>& items) const;
  bool hugs(std::size_t open, const std::vector<Item>& items) const;

  const std::vector<Word>& words_;
  std::vector<std::size_t> match_;   // of an opening bracket: the closing one
  std::vector<std::size_t> opener_;  // the innermost open bracket; npos
};

/// Whether an operand ends with it, so that `(` behind it calls and `-` subtracts.
bool ends_operand(const Word& word);

}  // namespace mlo::format
