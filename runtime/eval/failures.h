// What went wrong while tensors were computed, as diagnostics at the expression that was running.
#pragma once

#include <stdexcept>
#include <utility>

#include "compiler/source/diagnostic.h"
#include "runtime/eval/executable.h"

namespace mlo::eval {

/// The run failed: a loss that is not finite, a singular system, LibTorch's own errors. Carries a diagnostic that names
/// the expression, the problem and the update.
struct RunError : std::runtime_error {
  explicit RunError(Diagnostic d) : std::runtime_error(d.message), diagnostic(std::move(d)) {}
  Diagnostic diagnostic;
};

/// Fills in a diagnostic: the innermost expression, and the chain of calls that led to it.
void describe_failure(const sema::Program& program, const Failure& failure, Diagnostic& diagnostic);

}  // namespace mlo::eval
