// When what plays. See "Rounds: the schedule" in the language reference.
#pragma once

#include <string>
#include <vector>

#include "compiler/graph/problem_graph.h"

namespace mlo::graph {

using UnitId = std::uint32_t;

/// How tasks that do not depend on each other are played: the passes of a step, the draws of a validation.
enum class TaskWay {
  sequential,  ///< one after the other
  threads,     ///< one on each thread
  batched,     ///< many at once: each operation on tensors with a task axis
};
struct TaskPlan {
  TaskWay way = TaskWay::threads;
  std::int64_t most = 32;    ///< batched: tasks of one piece
  std::int64_t at_once = 0;  ///< pieces (on threads: tasks) that may be in memory together; 0: as many as threads
  std::string why;           ///< in words; empty until sizes are known
};

/// Problems that move in lockstep (mostly one): their rounds are one round.
struct Unit {
  std::vector<ProblemId> members;
  std::vector<UnitId> below;  ///< units that play a round before each pass, in order
  std::vector<EnvId> envs;    ///< drawn anew for each pass of this unit: it is the uppermost that reads them
  std::int64_t steps = 1;
  std::int64_t accumulate = 1;
  std::int64_t warmup = 0;
  /// The passes of one optimizer step do not depend on each other: everything below restarts and moves no buffers.
  bool independent_passes = false;
  std::string why_dependent;  ///< for `mlo plan`: what binds one pass to the next; empty where independent
  TaskPlan tasks;             ///< of independent passes
};

struct Schedule {
  std::vector<Unit> units;
  std::vector<UnitId> tops;     ///< an update is one round of each, in this order
  std::vector<UnitId> unit_of;  ///< by problem
  std::vector<TaskPlan> draws;  ///< by measure
  std::vector<UnitId>
      drawn_by;  ///< by env: the unit whose passes draw it (`sema::nothing` where only a validation does)
};

Schedule make_schedule(const sema::Program& program, const ProblemGraph& graph, Diagnostics& diagnostics);

/// One path of a hypergradient: from a problem's loss down to where its own parameters are read again. The loss reading
/// them itself is the path of one problem and no methods.
struct DerivativePath {
  std::vector<ProblemId> problems;   ///< upper first; the last one reads the upper's parameters
  std::vector<std::string> methods;  ///< of each edge taken: methods[i] differentiates the solution of problems[i + 1]
  std::vector<std::string> through;  ///< by which lines problems[i + 1] reads the next one: "loss", "init, loss", ...
};
/// There can be exponentially many; the search ends at `limit`.
std::vector<DerivativePath> derivative_paths(const sema::Program& program, const ProblemGraph& graph, ProblemId upper,
                                             std::size_t limit = 64);

/// What `mlo plan` prints: the problems by level, edges with methods, paths of each hypergradient, rounds, which of
/// them are independent.
std::string print_plan(const sema::Program& program, const ProblemGraph& graph, const Schedule& schedule);
/// `mlo check --emit=graph|schedule`
std::string print_graph(const sema::Program& program, const ProblemGraph& graph);
std::string print_schedule(const sema::Program& program, const Schedule& schedule);
/// `mlo graph --format text|dot|json`
std::string draw_graph_text(const sema::Program& program, const ProblemGraph& graph);
std::string draw_graph_dot(const sema::Program& program, const ProblemGraph& graph);
std::string draw_graph_json(const sema::Program& program, const ProblemGraph& graph);

}  // namespace mlo::graph
