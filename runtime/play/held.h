// Losses that hold their own solution fast.
#pragma once

#include "compiler/sema/program.h"

namespace mlo::engine {

/// Whether the loss of `problem` reads as a constant (`detach`) what moves with its own parameters: these themselves,
/// or the solution of a problem below. Its mixed derivatives are then not symmetric: d/du of dL/db takes the constant
/// as one, and differences of dL/du over b see it move.
bool holds_own_solution(const sema::Program& program, sema::ProblemId problem);

}  // namespace mlo::engine
