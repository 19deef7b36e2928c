// The words of a text and the comments between them. Internal to compiler/format.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/source/source.h"

namespace mlo::format {

struct Comment {
  std::string_view text;  ///< from its `#`, without space behind it
  std::uint32_t line = 0;
  std::size_t column = 0;    ///< how many columns stand before it on its line; 0 where it has been moved
  bool doc = false;          ///< `##`
  bool alone = false;        ///< no word stands before it on its line
  bool blank_above = false;  ///< a blank line, or more of them, before it
  bool owned = false;        ///< a `##` that documents an item or a line
};

enum class Kind {
  begin,    ///< before the first word, for the comments there
  name,     ///< keywords that stand as names included
  literal,  ///< a number, a string, `true`, `false`, `none`
  keyword,  ///< begins an item; also `as` and `return`
  symbol,   ///< operators, also those that are words, and punctuation
  open,
  close,
  end  ///< of a line or item; has no text that counts
};

struct Word {
  Kind kind = Kind::begin;
  std::string_view text;
  std::uint32_t line = 0;
  bool block = false;             ///< a `{` in which lines stand
  bool blank_above = false;       ///< a blank line, or more of them, between it and the word or comment before it
  std::vector<Comment> comments;  ///< between it and the next word

  bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_item(std::string_view keyword) const { return kind == Kind::keyword && text == keyword; }
};

/// Of a text without errors.
std::vector<Word> read_words(const Sources& sources, FileId file);

/// How many columns a terminal gives to a text.
std::size_t width(std::string_view text);

}  // namespace mlo::format
