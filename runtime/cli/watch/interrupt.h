// SIGINT and SIGTERM while a run goes on.
#pragma once

#include <csignal>

namespace mlo::cli {

/// While one lives, the first signal only asks the run to end (and says so), and the second ends the process at once
/// with exit code 130. One at a time.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  /// Whether a signal has come.
  static bool requested();

 private:
  struct sigaction before_interrupt_ {};
  struct sigaction before_terminate_ {};
};

}  // namespace mlo::cli
