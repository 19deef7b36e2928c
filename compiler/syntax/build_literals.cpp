#include <fmt/format.h>

#include <charconv>

#include "compiler/source/utf8.h"
#include "compiler/syntax/builder.h"

namespace mlo::syntax {

std::optional<ast::Number> Builder::number(Span span) {
  if (reporter_.said_within(span.begin, span.begin)) return std::nullopt;  // `4GB`: no number
  std::string digits = reporter_.text(span);
  std::erase(digits, '_');
  ast::Number result;
  const char* end = digits.data() + digits.size();
  result.integer = digits.find_first_not_of("0123456789") == std::string::npos;
  if (result.integer) {
    if (std::from_chars(digits.data(), end, result.integer_value).ec != std::errc()) {
      reporter_.error("MLO0106", span, "this integer does not fit in 64 bits")
          .with_help(fmt::format("the largest is {}; with a point or an exponent it is a real number: `{}.0`",
                                 INT64_MAX, digits));
      return std::nullopt;
    }
  }
  if (std::from_chars(digits.data(), end, result.value).ec != std::errc()) {
    reporter_.error("MLO0106", span, "this number does not fit in 64-bit floating point")
        .with_help("magnitudes from 5e-324 to 1.8e308 can be represented");
    return std::nullopt;
  }
  return result;
}

namespace {

/// Reads one escape, whose backslash stands at `i`, and moves `i` behind it. False if there is no such escape.
bool read_escape(std::string_view text, std::size_t& i, std::string& result) {
  const char kind = i + 1 < text.size() ? text[i + 1] : '\0';
  const std::size_t begin = i;
  i += 1 + decode_utf8(text, begin + 1 < text.size() ? begin + 1 : begin).length;
  switch (kind) {
    case '"':
    case '\\':
    case '\'': result += kind; return kind != '\'';
    case 'n': result += '\n'; return true;
    case 't': result += '\t'; return true;
    case 'u': break;
    default: return false;
  }
  if (begin + 2 >= text.size() || text[begin + 2] != '{') return false;
  const std::size_t close = text.find('}', begin);
  if (close == std::string_view::npos) return false;
  i = close + 1;
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(text.data() + begin + 3, text.data() + close, code, 16);
  if (error != std::errc() || end != text.data() + close || !is_scalar_value(code)) return false;
  append_utf8(result, code);
  return true;
}

}  // namespace

std::string Builder::string(Span span) {
  const std::string written = reporter_.text(span);
  const bool closed = written.size() > 1 && written.back() == written.front();
  const std::string_view inner = std::string_view(written).substr(1, written.size() - (closed ? 2 : 1));
  std::string result;
  for (std::size_t i = 0; i < inner.size();) {
    if (inner[i] != '\\') {
      result += inner[i++];
      continue;
    }
    const std::size_t begin = i;
    const bool known = i + 1 < inner.size() && read_escape(inner, i, result);
    if (known) continue;
    i = std::max(i, begin + 1);
    if (reporter_.said_within(span.begin, span.begin)) continue;  // quotes of another kind have other escapes
    const auto at = static_cast<std::uint32_t>(span.begin + 1 + begin);
    const Span place{span.file, at, static_cast<std::uint32_t>(span.begin + 1 + i)};
    auto& d = reporter_.error("MLO0104", place, fmt::format("`{}` is no escape", reporter_.text(place)));
    d.with_help("a string has `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F600}` (a Unicode scalar value in hexadecimal)");
    if (inner[begin + 1] != 'u') d.with_fix({span.file, at, at + 1}, "\\\\");
  }
  return result;
}

}  // namespace mlo::syntax
