// How much memory tensors on the CPU take.
#pragma once

#include <cstdint>

namespace mlo::engine {

/// Counts what tensors on the CPU take while it lives; at most one at a time. Tensors that were made before it are not
/// counted.
class Allocations {
 public:
  Allocations();
  ~Allocations();
  Allocations(const Allocations&) = delete;
  Allocations& operator=(const Allocations&) = delete;

  /// The most bytes at one time since it was made, above what was taken then.
  std::int64_t peak() const;
};

}  // namespace mlo::engine
