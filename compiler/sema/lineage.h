// What datasets are made from, and which of them may hold the same samples.
#pragma once

#include <optional>
#include <vector>

#include "compiler/sema/program.h"

namespace mlo::sema {

/// The datasets that a value names.
void collect(const Argument& argument, std::vector<DataRef>& out);

class Lineage {
 public:
  explicit Lineage(const Program& program);

  /// The same set, also where the same call stands in two places.
  bool same(DataRef a, DataRef b) const;
  /// Whether `part` is `whole`, was cut from it or made from it, at any depth.
  bool made_from(DataRef part, DataRef whole) const;

  /// Of two sets, neither made from the other, that come from one by different ways and so may hold the same samples:
  /// where the ways part. Nothing where they have no common source, or are different parts of one cut.
  struct Fork {
    DataRef source;
    DataId first, second;  ///< made from the source, on the way to each of the two
  };
  std::optional<Fork> fork(DataRef first, DataRef second) const;

 private:
  /// The set itself, what it was made from, and so on, to the source.
  std::vector<DataRef> way(DataRef data) const;

  const Program& program_;
  std::vector<DataId> first_alike_;  ///< by dataset: the first that the same call makes
};

}  // namespace mlo::sema
