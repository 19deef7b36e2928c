// What one task takes while it is played: an estimate from sizes, made before a run.
#pragma once

#include <vector>

#include "compiler/graph/schedule.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// Counts two kinds of vectors, as sizes on zeros give them: V, all values of a loss's forward pass, and P, the
/// parameters of a problem. `tests/numerics/task_memory.cpp` holds the estimate against what tensors really take: it is
/// within a factor of 1.5 for small and large networks, for convolutions, and for every kind of method that is listed.
class TaskMemory {
 public:
  TaskMemory(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
             const graph::Schedule& schedule)
      : program_(program), graph_(graph), shapes_(shapes), schedule_(schedule) {}

  /// Bytes of a pass of a unit: its losses, its gradients, and the rounds below.
  double of_pass(graph::UnitId unit) const;
  /// Bytes of a validation's draw: its metrics, and the rounds that it plays, which keep no graph from step to step.
  double of_draw(std::uint32_t measure, const std::vector<graph::UnitId>& played) const;

 private:
  double values(graph::UnitId unit) const;
  double parameters(graph::UnitId unit) const;
  double step_with_graph(graph::UnitId unit) const;
  double of_round(graph::UnitId lower, graph::UnitId upper) const;
  double of_edge(const sema::Edge& edge) const;

  const sema::Program& program_;
  const graph::ProblemGraph& graph_;
  const Shapes& shapes_;
  const graph::Schedule& schedule_;
};

}  // namespace mlo::engine
