#include "runtime/cli/watch/console.h"

#include <fmt/core.h>

namespace mlo::cli {
namespace {

constexpr std::chrono::milliseconds progress_interval{100};

/// Cuts a line to `columns` characters (all that a progress line holds is one column wide).
std::string cut(const std::string& text, int columns) {
  int seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins_character && ++seen > columns) return text.substr(0, i);
  }
  return text;
}

}  // namespace

Console::Console(record::Recorder& recorder, bool quiet, Color color)
    : recorder_(recorder), quiet_(quiet), color_(color), rewrites_(!quiet && can_rewrite(stderr)) {}

void Console::data(const std::string& text) {
  json(text);
  recorder_.log(text);
}

void Console::json(const std::string& line) {
  clear_progress();
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void Console::say(const std::string& text) {
  recorder_.log(text);
  if (quiet_) return;
  clear_progress();
  fmt::print(stderr, "{}\n", text);
}

void Console::warn(const std::string& text) {
  recorder_.log("warning: " + text);
  clear_progress();
  fmt::print(stderr, "{} {}\n", yellow("warning:", wants_color(color_, stderr)), text);
}

void Console::draw(const std::string& text, const std::string& plain) {
  recorder_.log(plain);
  clear_progress();
  fmt::print(stderr, "{}", text);
}

bool Console::progress_is_due() const { return rewrites_ && Clock::now() - last_progress_ >= progress_interval; }

void Console::progress(const std::string& text) {
  last_progress_ = Clock::now();
  progress_shown_ = true;
  fmt::print(stderr, "\r\x1b[K{}", cut(text, width(stderr) - 1));
  std::fflush(stderr);
}

void Console::clear_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace mlo::cli
