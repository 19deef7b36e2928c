#include "runtime/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace mlo::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

std::string painted(const char* code, std::string_view text, bool color) {
  if (!color) return std::string(text);
  return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace

ColorEnvironment color_environment() {
  const std::string_view force = variable("FORCE_COLOR");
  return {!variable("NO_COLOR").empty(), !force.empty() && force != "0", variable("TERM") == "dumb"};
}

bool wants_color(Color option, const ColorEnvironment& environment, bool is_terminal) {
  if (option != Color::automatic) return option == Color::always;
  if (environment.no_color) return false;
  if (environment.force_color) return true;
  return is_terminal && !environment.dumb;
}

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

bool wants_color(Color option, std::FILE* stream) {
  return wants_color(option, color_environment(), is_terminal(stream));
}

bool can_rewrite(std::FILE* stream) { return is_terminal(stream) && !color_environment().dumb; }

int width(std::FILE* stream) {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string red(std::string_view text, bool color) { return painted("1;31", text, color); }
std::string yellow(std::string_view text, bool color) { return painted("1;33", text, color); }
std::string bold(std::string_view text, bool color) { return painted("1", text, color); }

}  // namespace mlo::cli
