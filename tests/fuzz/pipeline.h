// What must hold of every input, whatever stands in it.
#pragma once

#include <string>

#include "compiler/sema/catalog.h"
#include "tests/fuzz/mutate.h"

namespace mlo::fuzz {

/// How far an input went.
enum class Stage { text, tree, program, schedule };

class Pipeline {
 public:
  explicit Pipeline(const Corpus& corpus);
  /// Parses, lays out, checks and draws. The rule that was broken; empty where none was.
  ///   - diagnostics have known codes, words, and spans that lie in their files; all of them can be drawn;
  ///   - what parses has a canonical layout, with the same tree, that is its own layout;
  ///   - what checks without errors has a graph, and what has one without errors has a schedule.
  std::string broken_rule(const Input& input, Stage& reached) const;

 private:
  const Corpus& corpus_;
  sema::Catalog catalog_;
};

}  // namespace mlo::fuzz
