// The shapes of a program's parameters, and what its blocks cost: known before the run, from one on zeros.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/graph/problem_graph.h"
#include "compiler/sema/program.h"
#include "compiler/source/diagnostic.h"
#include "runtime/data/datasets.h"

namespace mlo::engine {

/// What a block takes to evaluate.
struct Work {
  std::int64_t largest = 0;  ///< multiply-adds (or entries) of the largest operation, and
  std::string name;          ///< which one that is
  std::int64_t bytes = 0;    ///< of all values

  void add(const Work& more);
};

struct Shapes {
  /// For each structure, the shape of each parameter.
  std::vector<std::vector<std::vector<std::int64_t>>> parameters;
  std::vector<Work> work;          ///< of each problem's loss and metrics
  std::vector<Work> measure_work;  ///< of each validation's and test's metrics
  /// How many numbers the parameters of a problem are.
  std::int64_t numbers(const sema::Problem& problem) const;
};

/// Runs every loss, metric and validation once on zeros, so that shapes are checked and layers know their sizes.
/// Mistakes are reported at the innermost expression. Must have been called (without errors) before `run`.
Shapes check_shapes(const sema::Program& program, const graph::ProblemGraph& graph, data::Datasets& datasets,
                    Diagnostics& diagnostics);
/// The first part of it: the sizes alone, which need no graph.
Shapes infer_shapes(const sema::Program& program, data::Datasets& datasets, Diagnostics& diagnostics);

}  // namespace mlo::engine
