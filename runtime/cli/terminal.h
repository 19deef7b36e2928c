// What the standard streams can show.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace mlo::cli {

enum class Color { automatic, always, never };

/// The environment variables that speak about color.
struct ColorEnvironment {
  bool no_color = false;     ///< NO_COLOR is set and not empty
  bool force_color = false;  ///< FORCE_COLOR is set, and neither empty nor 0
  bool dumb = false;         ///< TERM=dumb
};
ColorEnvironment color_environment();

/// The option wins over the environment, NO_COLOR over FORCE_COLOR, both over whether the stream is a terminal.
bool wants_color(Color option, const ColorEnvironment& environment, bool is_terminal);

bool is_terminal(std::FILE* stream);
bool wants_color(Color option, std::FILE* stream);

/// Whether a line on `stream` can be rewritten: a terminal that knows escapes.
bool can_rewrite(std::FILE* stream);
/// Columns; 80 where it is not known.
int width(std::FILE* stream);

/// `text` in bold red, or as it is.
std::string red(std::string_view text, bool color);
std::string yellow(std::string_view text, bool color);
std::string bold(std::string_view text, bool color);

}  // namespace mlo::cli
