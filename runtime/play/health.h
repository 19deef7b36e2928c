// What a run noticed about its own derivatives: in its lines as it goes on, and in words at the end.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/program.h"
#include "runtime/play/edge_health.h"
#include "runtime/solve/linear.h"

namespace mlo::engine {

/// Filled from several threads; what it says does not depend on their order.
class Health {
 public:
  /// While one lives, nothing is taken note of: rounds are played that are no part of the run.
  class Pause {
   public:
    explicit Pause(Health& health) : health_(health) { health_.paused_ = true; }
    ~Pause() { health_.paused_ = false; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Health& health_;
  };

  void add(const sema::Edge& edge, const solve::LinearReport& report);
  /// |dL/db| of the lower problem at the end and at the start of a round.
  void add_lower(const sema::Edge& edge, double at_end, double at_start, double rounding);
  /// Between a problem's last two hypergradients.
  void add_cosine(sema::ProblemId problem, double cosine);

  /// The edges into a problem, since this was last asked.
  std::vector<EdgeHealth> take(const sema::Program& program, sema::ProblemId upper);
  std::optional<double> cosine(sema::ProblemId problem) const;
  /// Products with Hessians, in all.
  std::int64_t products() const;

  /// A sentence for each edge.
  std::vector<std::string> summary(const sema::Program& program) const;
  /// One sentence for each thing that the user should know, with what to do.
  std::vector<std::string> warnings(const sema::Program& program) const;

 private:
  struct Solves {
    std::int64_t count = 0, negative = 0, unconverged = 0, products = 0;
    std::vector<double> residuals;  ///< since they were last taken
    std::int64_t taken = 0, taken_negative = 0, taken_products = 0;
    double residual_sum = 0;  ///< of those that were taken
  };
  static std::string text_of(const Solves& solves);
  struct Lower {
    double at_end = 0, at_start = 0;  ///< the last ones
    double end_sum = 0, start_sum = 0;
  };
  struct Cosines {
    double last = 0, sum = 0;
    std::int64_t count = 0;
  };
  void warn_of_solves(const std::string& name, const std::string& lower, const Solves& solves,
                      std::vector<std::string>& out) const;

  std::atomic<bool> paused_{false};
  mutable std::mutex mutex_;
  std::map<const sema::Edge*, Solves> solves_;
  std::map<const sema::Edge*, Lower> lower_;
  std::map<sema::ProblemId, Cosines> cosines_;
};

}  // namespace mlo::engine
