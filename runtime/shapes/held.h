// Losses that hold their own solution fast.
#pragma once

#include "compiler/sema/program.h"
#include "compiler/source/diagnostic.h"

namespace mlo::engine {

/// Whether the loss of `problem` reads as a constant (`detach`) what moves with its own parameters: these themselves,
/// or the solution of a problem below. Its mixed derivatives are then not symmetric: d/du of dL/db takes the constant
/// as one, and differences of dL/du over b see it move.
bool holds_own_solution(const sema::Program& program, sema::ProblemId problem);

/// Reports methods that know a solution's derivative from dL/du at two solutions alone, above such a loss (MLO0607).
void check_held(const sema::Program& program, Diagnostics& diagnostics);

}  // namespace mlo::engine
