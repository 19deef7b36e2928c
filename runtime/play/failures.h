// What can go wrong while rounds are played, beside a failing expression (`eval::Failure`).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "runtime/eval/failures.h"
#include "runtime/solve/linear.h"

namespace mlo::engine {

/// A loss, a gradient or a parameter that is not finite.
struct NotFinite : std::runtime_error {
  NotFinite(sema::ProblemId p, const std::string& what) : std::runtime_error(what), problem(p) {}
  sema::ProblemId problem;
};

/// A solver's error, with the edge that asked for it.
struct EdgeError : solve::SolveError {
  EdgeError(const sema::Edge& e, const std::string& message) : solve::SolveError(message), edge(&e) {}
  const sema::Edge* edge;
};

/// The loss itself; throws NotFinite.
double finite_loss(sema::ProblemId problem, double loss);

/// MLO0604; `update`: those that were done.
Diagnostic describe_not_finite(const sema::Program& program, const NotFinite& bad, std::int64_t update);

/// In a `catch` block: what was thrown, as a RunError that names the expression or the edge; `update`: those that were
/// done. What is none of the engine's errors is thrown again as it is.
[[noreturn]] void throw_run_error(const sema::Program& program, std::int64_t update);

}  // namespace mlo::engine
