// Memory of the whole process.
#pragma once

namespace mlo::engine {

/// Once, at the start of a process that runs programs: what is asked for beyond the machine's memory is then refused,
/// and becomes a diagnostic at the expression that asks, where the system would end the process (or another one) later.
void limit_memory();

}  // namespace mlo::engine
