// What went wrong while tensors were computed, as diagnostics at the expression that was running.
#pragma once

#include "compiler/source/diagnostic.h"
#include "runtime/play/player.h"

namespace mlo::engine {

/// Fills in a diagnostic: the innermost expression, and the chain of calls that led to it.
void describe_failure(const sema::Program& program, const eval::Failure& failure, Diagnostic& diagnostic);

/// A solver's error, with the edge that asked for it.
struct EdgeError : solve::SolveError {
  EdgeError(const sema::Edge& e, const std::string& message) : solve::SolveError(message), edge(&e) {}
  const sema::Edge* edge;
};

/// MLO0604: a loss, gradient or parameter is not finite; `update`: those that were done.
Diagnostic describe_not_finite(const sema::Program& program, const NotFinite& bad, std::int64_t update);

/// In a `catch` block: what was thrown, as a RunError that names the expression or the edge; `update`: those that were
/// done. What is none of the engine's errors is thrown again as it is.
[[noreturn]] void throw_run_error(const sema::Program& program, std::int64_t update);

/// Finds the first expression whose value, or whose derivative, is not finite.
class FiniteWatcher final : public eval::Watcher {
 public:
  void computed(const sema::Node& node, const eval::Value& value) override;
  /// The node whose derivative first was not finite, in the backward pass that has just ended.
  const sema::Node* first_bad_derivative() const { return bad_; }

 private:
  const sema::Node* bad_ = nullptr;
};

/// Thrown by a FiniteWatcher.
struct BadValue : std::runtime_error {
  BadValue(const sema::Node& n, bool d) : std::runtime_error("not finite"), node(n), derivative(d) {}
  sema::Node node;
  bool derivative;
};

}  // namespace mlo::engine
