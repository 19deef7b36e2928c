#include "runtime/cli/watch/interrupt.h"

#include <unistd.h>

#include <string_view>

#include "runtime/cli/exit.h"

namespace mlo::cli {
namespace {

volatile std::sig_atomic_t signals = 0;

/// Only what is safe in a signal handler.
void handle(int) {
  if (signals > 0) _exit(static_cast<int>(Exit::interrupted));
  signals = 1;
  constexpr std::string_view words = "\ninterrupted: the run ends after this update; once more ends it at once\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words.data(), words.size());
}

}  // namespace

Interruptible::Interruptible() {
  signals = 0;
  struct sigaction action {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_interrupt_);
  sigaction(SIGTERM, &action, &before_terminate_);
}

Interruptible::~Interruptible() {
  sigaction(SIGINT, &before_interrupt_, nullptr);
  sigaction(SIGTERM, &before_terminate_, nullptr);
}

bool Interruptible::requested() { return signals > 0; }

}  // namespace mlo::cli
