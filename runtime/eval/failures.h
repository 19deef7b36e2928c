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

/// Throws Failure where a metric has another shape than before: there is no mean of the two.
void check_mean(const sema::Metric& metric, const at::Tensor& before, const at::Tensor& now);

}  // namespace mlo::eval
