// Shapes that signatures state (`fn pool(x: [B, D]) -> [B]`), held against those of a run without data.
#pragma once

#include <map>
#include <vector>

#include "runtime/eval/executable.h"

namespace mlo::engine {

/// A tensor that has not the shape that a signature states.
struct ShapeMismatch : eval::Failure {
  using Failure::Failure;
};

class ShapeRules {
 public:
  explicit ShapeRules(const sema::Block& block);
  /// Takes note of a node's shape, where a rule speaks of it.
  void computed(const sema::Node& node, const eval::Value& value);
  /// Throws ShapeMismatch for the first rule that does not hold; what has not been computed is left out.
  void check() const;

 private:
  const sema::Block* block_;
  std::map<sema::NodeId, std::vector<std::int64_t>> shapes_;
  std::vector<char> wanted_;  ///< by node
};

}  // namespace mlo::engine
