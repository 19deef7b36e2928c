// The state of a run, and the record of what was played. Tensors are never changed in place, so a world is copied by
// copying references: passes that do not depend on each other each play in a copy of their own.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <vector>

#include "compiler/graph/schedule.h"
#include "runtime/data/dataset.h"
#include "runtime/eval/executable.h"
#include "runtime/eval/stream.h"
#include "runtime/optim/optimizer.h"
#include "runtime/tasks/axis.h"

namespace mlo::engine {

using at::Tensor;
using Tensors = std::vector<Tensor>;
using eval::FrozenState;
using eval::Stream;
using graph::EnvId;
using graph::ProblemId;
using graph::UnitId;

/// What a loss reads: the parameters of each problem, with the derivative that the reader is to see.
using View = std::vector<Tensors>;

struct ProblemState {
  Tensors parameters;  ///< constants
  Tensors buffers;
  std::vector<optim::Slots> slots;  ///< by parameter
  std::int64_t steps = 0;           ///< own optimizer steps since the (re)start: `step`, and the schedulers' t
  std::int64_t passes = 0;          ///< since the run began: numbers batches and streams
  std::int64_t rounds = 0;
  std::uint64_t version = 0;  ///< grows when the parameters move
};

struct EnvDraw {
  /// The number of a draw that stays as it is, whoever reads it; those of a warm-up are negative too.
  static constexpr std::int64_t held = std::numeric_limits<std::int64_t>::min();
  std::int64_t number = -1;
  std::shared_ptr<const Tensors> outputs;
};

/// How many passes and rounds there were: in a world since the run began, or from one world to another.
struct Counters {
  std::vector<std::int64_t> passes, rounds;  ///< by problem
  std::vector<std::int64_t> unit_passes;     ///< by unit
};
Counters operator-(Counters a, const Counters& b);

/// Tasks that a world plays together, the first of them numbered as the world's counters say. What differs between them
/// carries the task axis.
struct Tasks {
  std::int64_t count = 0;
  std::vector<char> problems, envs;  ///< what carries the axis
  Counters ahead;                    ///< from one task's counters to those of the next
  std::vector<Stream> streams;       ///< by task, in the place of the world's

  /// From the number of an env's draw for one task to that for the next.
  std::int64_t ahead_of_env(const graph::Schedule& schedule, EnvId env) const {
    const UnitId drawer = schedule.drawn_by[env];
    return drawer == sema::nothing ? 0 : ahead.unit_passes[drawer];
  }
  /// The axis as a flat program reads it; streams and batches are its block's own.
  std::shared_ptr<tasks::TaskAxis> axis() const;
};

struct Round;
struct World;
using RoundPtr = std::shared_ptr<Round>;

/// What one pass of a unit was given: enough to evaluate its losses again, bit for bit without a graph; with one, up to
/// the order of terms in sums.
struct Pass {
  struct Member {
    std::vector<data::Samples> batches;  ///< by loader
    Stream stream;
    double step = 0;
    std::shared_ptr<const tasks::TaskAxis> tasks;  ///< of a pass of many tasks
  };
  std::vector<Member> members;
  std::vector<Tensors> buffers;                      ///< by problem
  std::vector<FrozenState> frozen;                   ///< by frozen module
  std::vector<std::shared_ptr<const Tensors>> envs;  ///< by env
  double update = 0;
  std::vector<RoundPtr> below;  ///< by Unit::below
};

/// A round of a unit, replayable.
struct Round {
  UnitId unit = 0;
  std::vector<ProblemState> start;       ///< by member, as the round starts (what `init = e` gives is worked out again)
  std::vector<std::vector<Pass>> steps;  ///< all, or the last one only (see Player::keeps_all)
  std::vector<Pass> fresh;               ///< at its end, for implicit methods with `batches = n`
  std::vector<std::int64_t> marks;       ///< with `checkpoint`: the first step of each segment,
  std::vector<std::vector<ProblemState>> marked;  ///< ... and the members' states before it
  std::vector<ProblemState> before_last;          ///< by member: the state before the last step
  std::vector<Tensors> end;                       ///< by member: the solution, constants
  std::vector<Tensors> attached;                  ///< by member: the solution with its graph, where one was built
  View seen;                                      ///< ... for a reader with this view
  View played;                                    ///< what it read, as constants; empty where nothing of it moves
  std::shared_ptr<const World> before;            ///< the world as the round began, where it may be taken again
};

/// Graphs through the rounds below end with the pass that asked for them.
void drop_graphs(const Pass& pass);

/// Sums of what is logged, over passes.
struct Reading {
  const sema::Problem* of = nullptr;  ///< null: nothing was read
  double loss = 0;
  std::vector<Tensor> metrics;  ///< images are shown, not averaged: the last one stands
  std::int64_t count = 0;

  /// Throws eval::Failure where a metric has another shape than before: it has no mean.
  void add_metric(std::size_t metric, const Tensor& value);
  void add(const Reading& more);
};

struct World {
  std::vector<ProblemState> problems;
  std::vector<FrozenState> frozen;
  std::vector<EnvDraw> envs;
  std::vector<EnvId> env_source;                            ///< by env: itself, or the env that stands in for it here
  std::vector<RoundPtr> last;                               ///< by unit: its last round
  std::vector<std::int64_t> rounds;                         ///< by unit: how many it has played
  std::vector<std::vector<std::uint64_t>> read_versions;    ///< by unit: of all that it reads, when it last played
  std::map<std::pair<UnitId, UnitId>, std::int64_t> heard;  ///< (upper, lower): rounds of lower at upper's last pass
  std::vector<std::int64_t> passes;                         ///< by unit
  Stream stream;
  std::shared_ptr<const Tasks> tasks;   ///< null: one task, without the axis
  std::int64_t update = 0;              ///< updates done
  bool measuring = false;               ///< whether readings are taken
  std::vector<Reading> readings;        ///< by problem
  std::vector<Tensors> hypergradients;  ///< by problem: its last mean gradient, where something is below it
};

/// A pass without members, which sees the world's buffers, draws and frozen modules.
Pass pass_in(const World& world);

Counters counters_of(const World& world);
/// The counters as after so many more tasks of this kind.
void advance(World& world, const Counters& by, std::int64_t times);
/// Goes on in the last of the worlds that played from this one, with the readings of all.
void join(World& world, std::vector<World> played);

}  // namespace mlo::engine
