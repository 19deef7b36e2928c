#if MLO_MIMALLOC
#include <mimalloc.h>
#endif

#include "runtime/cli/command_line.h"
#include "runtime/engine/memory.h"
#include "runtime/engine/threads.h"

namespace {

/// Milliseconds that freed memory stays with the process. An update takes what the last one gave back; by default much
/// of it goes to the system in between, and comes as pages that are filled with zeros first: a third of the time of a
/// network with large images.
void keep_freed_memory() {
#if MLO_MIMALLOC && MI_MALLOC_VERSION >= 210
  mi_option_set_default(mi_option_purge_delay, 1000);
#elif MLO_MIMALLOC && MI_MALLOC_VERSION >= 200
  mi_option_set_default(mi_option_decommit_delay, 1000);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  mlo::engine::configure_threads();
  mlo::engine::limit_memory();
  return mlo::cli::run_command_line({argv + 1, argv + argc});
}
