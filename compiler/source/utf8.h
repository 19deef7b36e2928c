// Reading and writing UTF-8, one code point at a time.
#pragma once

#include <string>
#include <string_view>

namespace mlo {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  ///< bytes
  bool valid = true;       ///< else: `value` is the byte itself, `length` is 1
};

/// The code point that begins at byte `offset` (which must lie inside of `text`). Overlong forms, surrogates and values
/// beyond U+10FFFF are invalid.
CodePoint decode_utf8(std::string_view text, std::size_t offset);

/// Appends a valid code point.
void append_utf8(std::string& text, char32_t code);

/// Whether `code` can stand in a text at all: not a surrogate, not beyond U+10FFFF.
constexpr bool is_scalar_value(char32_t code) { return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF); }

/// How many columns a terminal gives to it: 0 (combining), 1, or 2 (East Asian, emoji).
int terminal_width(char32_t code);

/// Whether it would disturb a terminal: control characters, and those that change the direction of writing.
bool is_control(char32_t code);

}  // namespace mlo
