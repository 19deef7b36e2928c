#include "runtime/cli/command_line.h"
#include "runtime/engine/memory.h"
#include "runtime/engine/threads.h"

int main(int argc, char** argv) {
  mlo::engine::configure_threads();
  mlo::engine::limit_memory();
  return mlo::cli::run_command_line({argv + 1, argv + argc});
}
