// Threads of the whole process.
#pragma once

namespace mlo::engine {

/// Once, at the start of a process that runs programs. Every operation takes one thread (LibTorch's and the BLAS's
/// own), for runs are parallel over tasks: that scales better and is bit-identical for any number of workers. Denormal
/// numbers count as zero, here and in threads started from here. Worker threads still call `at::set_num_threads(1)` for
/// themselves, for that number belongs to a thread.
void configure_threads();

}  // namespace mlo::engine
