// What a run says while it goes on: data on stdout, words and the progress line on stderr, both in the log.
#pragma once

#include <chrono>
#include <string>

#include "runtime/cli/terminal.h"
#include "runtime/record/recorder.h"

namespace mlo::cli {

class Console {
 public:
  /// `quiet`: no words but warnings and errors.
  Console(record::Recorder& recorder, bool quiet, Color color);
  ~Console() { clear_progress(); }

  /// A line for stdout.
  void data(const std::string& text);
  /// The same for a line that the records hold already: it is not logged.
  void json(const std::string& line);
  /// Words for stderr.
  void say(const std::string& text);
  void warn(const std::string& text);
  /// Drawn text, which has its own colors; `plain` is the same without them.
  void draw(const std::string& text, const std::string& plain);

  /// Whether a progress line would be shown now: on a terminal, ten times a second at most.
  bool progress_is_due() const;
  void progress(const std::string& text);
  void clear_progress();

  Color color() const { return color_; }

 private:
  using Clock = std::chrono::steady_clock;

  record::Recorder& recorder_;
  bool quiet_;
  Color color_;
  bool rewrites_;  ///< stderr is a terminal and words are wanted
  bool progress_shown_ = false;
  Clock::time_point last_progress_{};
};

}  // namespace mlo::cli
