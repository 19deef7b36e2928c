// Where a number stopped being finite.
#pragma once

#include <stdexcept>

#include "runtime/eval/executable.h"

namespace mlo::engine {

/// Finds the first expression whose value, or whose derivative, is not finite.
class FiniteWatcher final : public eval::Watcher {
 public:
  /// Throws BadValue.
  void computed(const sema::Node& node, const eval::Value& value) override;
  /// The node whose derivative first was not finite, in the backward pass that has just ended.
  const sema::Node* first_bad_derivative() const { return bad_; }

 private:
  const sema::Node* bad_ = nullptr;
};

/// A value that is not finite.
struct BadValue : std::runtime_error {
  explicit BadValue(const sema::Node& n) : std::runtime_error("not finite"), node(n) {}
  sema::Node node;
};

}  // namespace mlo::engine
