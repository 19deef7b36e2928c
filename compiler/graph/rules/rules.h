// The rules about edges and methods, one function each; `build_graph` lists them in order.
#pragma once

#include <utility>

#include "compiler/graph/derivative.h"
#include "compiler/graph/lookup.h"
#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

/// What every rule sees, and what earlier rules leave for later ones, so that one mistake is reported once.
struct Rules {
  const sema::Program& program;
  ProblemGraph& graph;
  Diagnostics& diagnostics;

  std::set<const sema::Edge*> blamed_edges;                        ///< an error says that they are wrong
  std::set<std::pair<ProblemId, ProblemId>> explained_reads = {};  ///< (reader, read): an edge is the wrong way round
  std::set<std::pair<ProblemId, ProblemId>> missing_l2u = {};      ///< (lower, upper): an error is about its want
  std::set<ProblemId> blamed = {};  ///< problems whose edges or methods have an error: their derivatives are not known

  static constexpr std::size_t most_errors = 100;  ///< beyond that, nobody reads them
  std::size_t errors = 0;
  Diagnostic unsaid = {};  ///< takes what is said of the errors that are not kept

  bool said_enough() const { return errors >= most_errors; }
  /// An error about these problems.
  Diagnostic& error(std::string code, Span span, std::string message, std::initializer_list<ProblemId> about);
};

/// Adds an arc for each pair of problems that edges join. MLO0403 edges alike, MLO0406 an edge to oneself.
void add_arcs(Rules& rules);
/// MLO0404, drawn. Returns whether the order has no cycle.
bool check_order(Rules& rules);
/// MLO0402. Edges of a cycle are left alone; of `l2u` edges something is said only where the order is known.
void check_used(Rules& rules, bool ordered);
/// MLO0401.
void check_reads(Rules& rules);
/// MLO0407.
void check_dropped(Rules& rules);
/// MLO0405.
void check_way_back(Rules& rules);
/// MLO0409 .. MLO0411: what a method cannot see of how a problem starts and steps.
void check_start_seen(Rules& rules, const Derivatives& derivatives);
/// MLO0417, MLO0418, MLO0420: what stands below an implicit or a nested method.
void check_methods(Rules& rules, const Derivatives& derivatives);
/// MLO0408.
void check_own_derivative(Rules& rules, const Derivatives& derivatives);
/// MLO0413, MLO0415, MLO0419.
void check_connected(Rules& rules);
void check_lines(Rules& rules);
void check_envs(Rules& rules);
/// MLO0416, MLO0422: what problems that restart each round cannot leave to others.
void check_restarts(Rules& rules);
void check_statistics(Rules& rules);

}  // namespace mlo::graph
