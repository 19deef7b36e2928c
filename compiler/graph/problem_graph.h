// The problems and the edges between them, as a Boost.Graph; what may read what; which way derivatives take.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/sema/program.h"
#include "compiler/source/diagnostic.h"

namespace mlo::graph {

using sema::EnvId;
using sema::ProblemId;

/// How one problem's lines read another problem's parameters, without `detach`.
struct Reads {
  std::set<ProblemId> loss;       ///< in the loss (and what it is computed from)
  std::set<ProblemId> start;      ///< in `init = ...`
  std::set<ProblemId> optimizer;  ///< in an optimizer's arguments
  std::set<ProblemId> constant;   ///< anywhere under `detach`, or through an env
  std::set<EnvId> envs;           ///< also those that these envs read, and those that only a metric reads
  bool own = false;               ///< the loss reads the problem's own parameters
};

struct Arc;
struct Graph;  // both of Boost, in `compiler/graph/graph.h`

struct ProblemGraph {
  std::shared_ptr<Graph> arcs;                ///< vertex i is problem i; not null in what `build_graph` returns
  std::vector<Reads> reads;                   ///< by problem
  std::vector<std::vector<bool>> above;       ///< above[a][b]: a stands above b
  std::vector<int> level;                     ///< 0 for tops; otherwise one more than the lowest problem above
  std::vector<std::vector<ProblemId>> below;  ///< directly below (`l2u b -> a`), in the order in which they play
  std::vector<std::vector<ProblemId>>
      free_reads;  ///< by problem b: what b's solution depends on (see `derivative.cpp`)
  const sema::Edge* l2u(const sema::Program& program, ProblemId lower, ProblemId upper) const;
};

/// Builds the graph and checks every rule about it. Usable only where `diagnostics` has no errors.
ProblemGraph build_graph(const sema::Program& program, Diagnostics& diagnostics);

}  // namespace mlo::graph
