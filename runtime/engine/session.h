// A run of a checked program.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/graph/schedule.h"
#include "compiler/sema/program.h"
#include "runtime/data/datasets.h"
#include "runtime/engine/observer.h"
#include "runtime/eval/failures.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

struct RunOptions {
  std::int64_t updates = 0;
  std::int64_t seed = 0;
  int threads = 0;             ///< workers for passes that do not depend on each other; 0: all cores
  std::string device = "cpu";  ///< cpu, cuda, cuda:1 (already resolved: never auto)
};

/// What the run was asked to print and measured last.
struct Outcome {
  bool interrupted = false;
  bool stopped_early = false;  ///< by `patience`
  std::int64_t updates = 0;    ///< done
  double seconds = 0;
  std::vector<MetricLine> tests;
  std::vector<std::string> health;  ///< a sentence for each edge that is differentiated
  std::vector<Measured> print;      ///< in the order of the program
};

/// Throws `eval::RunError`.
Outcome run(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
            const Shapes& shapes, data::Datasets& datasets, const RunOptions& options, Observer& observer);

}  // namespace mlo::engine
