// What a run tells the outside while it goes on. The engine writes no file and prints nothing.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/play/edge_health.h"

namespace mlo::engine {

/// A metric's mean; over several draws also its standard error. A short vector keeps its entries; an image is `[C, H,
/// W]`; a text is what `print` was given and is no number.
struct Measured {
  std::string name;
  std::variant<double, std::vector<double>, at::Tensor, std::string> value;
  std::vector<double> standard_error;  ///< of the mean over draws, by entry; empty where there are less than two
};

/// One line of `metrics.jsonl`.
struct MetricLine {
  enum class Kind { problem, validate, test };
  std::int64_t update = 0;  ///< updates done
  Kind kind = Kind::problem;
  std::string name;            ///< the problem's or validation's name; "" for one without
  std::optional<double> loss;  ///< problems
  std::vector<Measured> metrics;
  std::int64_t draws = 0;               ///< validations: how many draws the means are over; 0 where there are no draws
  double seconds = 0;                   ///< since the run began
  std::vector<EdgeHealth> health = {};  ///< problems with others below them
  std::optional<double> cosine = {};    ///< between their last two hypergradients
};

/// All that a run needs to go on, and all that a reader of its weights needs.
struct Checkpoint {
  std::map<std::string, at::Tensor> tensors;     ///< "meta/0.weight", "meta/optimizer/0.weight/1", ...
  std::map<std::string, std::int64_t> counters;  ///< "update", "seed", "meta/passes", ...
  std::map<std::string, double> numbers;         ///< "best", ...
};

struct Progress {
  std::int64_t update = 0;
  std::int64_t updates = 0;
  std::optional<std::pair<std::string, double>> loss;  ///< the first top's, of the last update
  std::optional<std::pair<std::string, double>> best;  ///< of `keep`
  std::string doing;                                   ///< "" while training; "validate", "test"
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void line(const MetricLine& line) = 0;
  virtual void progress(const Progress& progress) = 0;
  /// Called with `best` when a validation is the best so far, and for the last state (also when the run is
  /// interrupted).
  virtual void checkpoint(bool best, const Checkpoint& checkpoint) = 0;
  /// What the program's `save` asked for, at the end of the run: tensors by their paths.
  virtual void saved(const std::string& name, const std::map<std::string, at::Tensor>& tensors) = 0;
  virtual void warning(const std::string& message) = 0;
  /// Asked after each update; true ends the run in good order.
  virtual bool interrupted() = 0;
};

}  // namespace mlo::engine
