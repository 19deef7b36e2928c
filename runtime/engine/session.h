// A run of a checked program.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "compiler/graph/schedule.h"
#include "compiler/sema/program.h"
#include "compiler/source/diagnostic.h"
#include "runtime/data/dataset.h"
#include "runtime/engine/observer.h"

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
  std::vector<Measured> print;      ///< tensors as `Measured`: a number, a short vector; others as text in `printed`
  std::vector<std::pair<std::string, std::string>> printed;  ///< what is no number: rendered text
};

/// The run failed: a loss that is not finite, a singular system, LibTorch's own errors. Carries a diagnostic that names
/// the expression, the problem and the update.
struct RunError : std::runtime_error {
  explicit RunError(Diagnostic d) : std::runtime_error(d.message), diagnostic(std::move(d)) {}
  Diagnostic diagnostic;
};

/// Datasets of a program, made when first asked for; also answers the checker's questions (`sema::Host::describe`).
/// Thread-safe.
class Datasets {
 public:
  /// Throws std::runtime_error with a message for the user.
  data::DatasetPtr get(const sema::Program& program, sema::DataRef ref);

 private:
  std::recursive_mutex mutex_;  ///< a dataset is made from others
  std::map<sema::DataId, std::vector<data::DatasetPtr>> made_;
};

/// Runs every loss, metric and validation once on zeros, so that shapes are checked and layers know their sizes.
/// Mistakes are reported at the innermost expression. Must have been called (without errors) before `run`.
struct Work {
  std::int64_t largest = 0;  ///< multiply-adds (or entries) of the largest operation, and
  std::string name;          ///< which one that is
  std::int64_t bytes = 0;    ///< of all values

  void add(const Work& more, std::int64_t times);
};

struct Shapes {
  /// For each structure, the shape of each parameter.
  std::vector<std::vector<std::vector<std::int64_t>>> parameters;
  std::vector<Work> work;          ///< of each problem's loss and metrics
  std::vector<Work> measure_work;  ///< of each validation's and test's metrics
  /// How many numbers the parameters of a problem are.
  std::int64_t numbers(const sema::Problem& problem) const;
};
/// The first part of it: the sizes alone, which need no graph.
Shapes infer_shapes(const sema::Program& program, Datasets& datasets, Diagnostics& diagnostics);
Shapes check_shapes(const sema::Program& program, const graph::ProblemGraph& graph, Datasets& datasets,
                    Diagnostics& diagnostics);

Outcome run(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
            const Shapes& shapes, Datasets& datasets, const RunOptions& options, Observer& observer);

}  // namespace mlo::engine
