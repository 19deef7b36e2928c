// Which way derivatives take. For a problem b below a, `carried(b, a)` are the problems outside b along whose
// parameters b's solution has a derivative when a asks, given the method of `l2u b -> a` and of the edges below b.
#pragma once

#include <map>

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// Problems outside b that b's solution depends on, by b:
///   free(b) = (loss(b) + start(b) + optimizer(b) + free(c) for every c directly below b) - b - below(b)
/// where a c whose edge to b is detached counts only `with_detached`. Needs `above` and the arcs.
std::vector<std::vector<ProblemId>> find_free_reads(const sema::Program& program, const ProblemGraph& graph,
                                                    bool with_detached);

class Derivatives {
 public:
  Derivatives(const sema::Program& program, const ProblemGraph& graph);

  /// Empty where there is no edge `l2u lower -> upper` or it is detached.
  const std::set<ProblemId>& carried(ProblemId lower, ProblemId upper) const;
  /// As `carried`, but only through b's loss (and what is below b).
  const std::set<ProblemId>& through_loss(ProblemId problem) const { return through_loss_[problem]; }
  /// Problems directly below `upper` whose solutions its loss uses with a derivative.
  const std::set<ProblemId>& used(ProblemId upper) const { return used_[upper]; }
  /// Whether the loss of `problem` has a derivative along its own parameters.
  bool own(ProblemId problem) const { return own_[problem]; }
  /// Problems directly below `upper` from whose solutions derivatives arrive at one of `targets`.
  std::set<ProblemId> leading_to(ProblemId upper, const std::set<ProblemId>& targets) const;

 private:
  void follow(ProblemId upper);

  const sema::Program& program_;
  const ProblemGraph& graph_;
  std::map<std::pair<ProblemId, ProblemId>, std::set<ProblemId>> carried_;  ///< by (lower, upper)
  std::vector<std::set<ProblemId>> through_loss_;
  std::vector<std::set<ProblemId>> used_;
  std::vector<bool> own_;
};

}  // namespace mlo::graph
