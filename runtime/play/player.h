// Plays rounds: the schedule's units, their steps, and the derivatives through what is below them.
// Holds nothing that changes during a run, so that several worlds can be played at once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "compiler/graph/schedule.h"
#include "runtime/data/datasets.h"
#include "runtime/data/loader.h"
#include "runtime/eval/executable.h"
#include "runtime/eval/reverse.h"
#include "runtime/play/failures.h"
#include "runtime/play/health.h"
#include "runtime/play/moving.h"
#include "runtime/play/together.h"
#include "runtime/play/unrolling.h"
#include "runtime/play/workers.h"
#include "runtime/play/world.h"
#include "runtime/shapes/shapes.h"
#include "runtime/solve/solution.h"

namespace mlo::engine {

class Player {
 public:
  Player(const sema::Program& program, const graph::ProblemGraph& graph, const graph::Schedule& schedule,
         const Shapes& shapes, data::Datasets& datasets, at::TensorOptions options, Stream seed, std::int64_t updates,
         Workers& workers);

  const sema::Program& program() const { return program_; }
  const graph::Schedule& schedule() const { return schedule_; }
  at::TensorOptions options() const { return options_; }
  Workers& workers() const { return workers_; }
  const Stream& seed() const { return seed_; }
  Health& health() const { return *health_; }

  /// A world before the first step.
  World initial_world() const;
  /// One round of a unit. `outside`: what it reads of other problems. Leaves the members' new state in `world`.
  RoundPtr play(World& world, UnitId unit, const View& outside, Unrolling unrolling,
                std::optional<std::int64_t> steps = {}) const;
  /// Every problem's parameters as constants.
  View view(const World& world) const;
  /// Draws the envs of a unit for its pass `number` (an env that stands in for another draws in its place).
  void draw_env(World& world, EnvId env, std::int64_t number, const View& view) const;
  std::shared_ptr<data::Loader> loader(const sema::Block& block, std::size_t index, const Stream& stream) const;
  /// A loader's batch, with the run's precision and device.
  data::Samples batch(const sema::Block& block, std::size_t index, const Stream& stream, std::int64_t number) const;
  /// What a block is handed at its pass `number`: of the stream that `named` makes of the run's (of each task's). With
  /// `tasks` each next task is `ahead` passes further; throws tasks::CannotRunTogether for batches of different sizes.
  using Named = std::function<Stream(const Stream&)>;
  Pass::Member give(const sema::Block& block, const Named& named, const Stream& stream, std::int64_t number,
                    const Tasks* tasks = nullptr, std::int64_t ahead = 0) const;
  /// The values of a block that is no problem's, without a graph: an env's, a validation's.
  std::vector<ops::Value> evaluate(const eval::Executable& block, const World& world, const View& view,
                                   Pass::Member given) const;
  /// What carries the axis where each task draws these envs and plays these units, with all below them; nothing about
  /// counters.
  Tasks carriers(const std::vector<EnvId>& envs, std::vector<UnitId> played) const;
  std::shared_ptr<const eval::Executable> compile(const sema::Block& block, const sema::Arguments& wanted) const;
  /// Whether the loss of `reader` has a derivative through the parameters of `owner`: its own, or a solution below it.
  bool differentiates_along(ProblemId reader, std::uint32_t owner) const;

  /// Plays a unit's passes as its next step would, from the start of a round, in a world that is forgotten.
  Probe probe(World world, UnitId unit, const Shift& shift, bool gradients) const;
  /// |dL/db| (and what the optimizer descends beside it) of a problem after its round, with its last batch and draws;
  /// `at`: elsewhere than at the round's end.
  double residual_norm(ProblemId problem, const Round& round, const View& seen, const Tensors* at = nullptr) const;

  /// With a watcher, every evaluation goes through it, on one thread (for finding where a number stopped being finite).
  void set_watcher(eval::Watcher* watcher) { watcher_ = watcher; }

 private:
  struct Compiled;  ///< a problem's executables and constants
  // player.cpp
  std::shared_ptr<const Compiled> compile_problem(ProblemId id) const;

  // play.cpp
  std::vector<Moving> start_round(const World& world, Round& round, const View& outside, Unrolling::Mode mode) const;
  void take_step(World& world, Round& round, std::vector<Moving>& moving, const View& outside, Unrolling::Mode mode,
                 bool last) const;
  void keep(World& world, Round& round, const std::vector<Moving>& moving) const;
  std::vector<Tensors> mean_gradients(UnitId unit, const std::vector<PassResult>& results) const;
  void move(UnitId unit, std::vector<Moving>& moving, std::vector<Tensors> gradients, const PassResult& last,
            const View& view, bool graph) const;

  // probe.cpp
  PassResult take_losses(World& world, UnitId unit, const View& view, const std::vector<Moving>& moving) const;
  View with_solutions(View view, const std::vector<RoundPtr>& below) const;

  // condition.cpp
  /// Takes note of how good the hypergradients of a logged step are.
  void note_lower(UnitId unit, const Pass& pass, const View& view) const;
  void note_gradients(World& world, UnitId unit, const std::vector<Tensors>& gradients) const;

  // frozen.cpp
  std::vector<FrozenState> initial_frozen() const;
  /// Where a round begins anew, so do the averages and copies of its problems.
  void restart_followers(World& world, ProblemId problem, const Moving& moving) const;
  /// After a step of a problem: the modules that follow it.
  void follow(World& world, ProblemId problem, const Moving& moving) const;

  // passes.cpp
  std::vector<PassResult> take_passes(World& world, UnitId unit, const View& view, const std::vector<Moving>& moving,
                                      Unrolling::Mode mode, bool last_step) const;
  PassResult take_pass(World& world, UnitId unit, View view, const std::vector<Moving>& moving, Unrolling::Mode mode,
                       bool last_step) const;
  Pass prepare_pass(World& world, UnitId unit, const std::vector<Moving>& moving, const View& view) const;

  // together.cpp
  std::vector<PassResult> take_together(World& world, UnitId unit, const View& view, const std::vector<Moving>& moving,
                                        bool last_step) const;
  Tasks measure_advance(const World& world, UnitId unit, const View& view, const std::vector<Moving>& moving) const;
  std::shared_ptr<const Tasks> advance_of(const World& world, UnitId unit, const View& view,
                                          const std::vector<Moving>& moving) const;
  data::Samples batch_of_tasks(const sema::Block& block, std::size_t index, const Tasks& tasks, const Named& named,
                               std::int64_t number, std::int64_t ahead, char& carries) const;

  // below.cpp
  void play_below(World& world, UnitId unit, Pass& pass, std::vector<View>& views) const;
  bool must_play(const World& world, UnitId upper, UnitId lower) const;
  std::vector<std::uint64_t> versions_read(const World& world, UnitId unit) const;
  Unrolling unrolling_for(UnitId lower, UnitId upper) const;

  // rollback.cpp
  bool rolls_back(UnitId unit) const;
  void remember_start(const World& world, Round& round) const;
  /// After a step of `upper`, seen in `view`: its rounds below that roll back.
  void take_rounds_again(World& world, UnitId upper, const View& view) const;

  // loss.cpp
  /// A loss and its total gradient along the problem's own parameters.
  LossGradient differentiate(ProblemId problem, const Pass& pass, std::size_t member, const View& view,
                             Reading* reading, eval::Moved* moved, Derivative derivative) const;
  LossGradient differentiate_by_rules(const eval::GradientExecutable& rules, ProblemId problem, const Pass& pass,
                                      std::size_t member, const View& view, Reading* reading, eval::Moved* moved,
                                      Derivative derivative) const;
  /// Null where LibTorch differentiates the loss: not every builtin in it has a rule, or each node is watched.
  const eval::GradientExecutable* rules_for(ProblemId problem, bool metrics) const;
  /// A number; of many tasks [T] where the problem has parameters for each, else their sum.
  Tensor loss(ProblemId problem, const Pass& pass, std::size_t member, const View& view, Reading* reading,
              eval::Moved* moved) const;
  void read(ProblemId problem, const std::vector<ops::Value>& values, const tasks::TaskAxis* axis,
            Reading& reading) const;
  Tensors gradient(ProblemId problem, const Tensor& loss, const Tensors& parameters, bool create_graph,
                   bool retain) const;
  eval::Inputs inputs(const Pass& pass, std::size_t member, const View& view) const;

  // start.cpp
  Tensors initial_parameters(sema::StructureId structure, const Stream& stream, const View& view) const;
  Tensors initial_buffers(sema::StructureId structure) const;
  Tensors fresh_parameters(const World& world, ProblemId problem, const View& view) const;
  ProblemState restart(const World& world, ProblemId problem, const View& view) const;
  Moving begin(ProblemId problem, const ProblemState& start, const Pass& first, std::size_t member, const View& view,
               Unrolling::Mode mode) const;

  // step.cpp
  void step(ProblemId problem, Moving& moving, Tensors gradients, const View& view, const Pass& pass,
            std::size_t member) const;
  std::vector<std::vector<optim::Hyper>> hypers(ProblemId problem, std::size_t optimizer, double factor,
                                                const View& view, const Pass& pass, std::size_t member) const;
  double factor(ProblemId problem, std::int64_t t) const;
  /// A clip or a constraint of the program's own, on all tensors of a problem.
  Tensors apply_function(const eval::Executable& function, const Tensors& tensors, ProblemId problem, const View& view,
                         const Pass& pass, std::size_t member) const;
  std::vector<ops::Value> of_problem(std::vector<ops::Value> values, ProblemId problem, const Pass& pass,
                                     std::size_t member) const;
  Tensors by_task(ProblemId problem, const Pass& pass, std::size_t member, const Tensors& tensors,
                  const std::function<Tensors(const Tensors&)>& change) const;
  std::int64_t total_steps(ProblemId problem) const;

  // replay.cpp
  std::vector<Moving> replay_start(const Round& round, const View& view, Unrolling::Mode mode) const;
  void replay_step(const Round& round, std::int64_t step, std::vector<Moving>& moving, const View& view,
                   Unrolling::Mode mode, bool graph) const;
  std::vector<Tensors> replay(const Round& round, const View& view, Unrolling unrolling) const;

  // moved.cpp
  /// By unit: whether what it reads may have moved where its solution is read.
  std::vector<bool> find_moving() const;
  bool reads_moved(const Round& round, const View& view) const;
  /// The round as it ends for a reader with this view: itself, or run again where what it reads has moved since.
  RoundPtr moved_to(const RoundPtr& round, const View& view) const;

  // segments.cpp
  void mark_segment(Round& round, std::int64_t step, const std::vector<Moving>& moving, const Unrolling& unrolling,
                    std::int64_t count) const;
  Tensors pull_back_segments(const Round& round, const View& view, const Tensors& u, const Tensors& v) const;

  // tangents.cpp
  Tensors pull_back_tangents(const Round& round, const View& view, const Tensors& u, const Tensors& v) const;

  // pull_back.cpp
  /// v' d(end of the round)/du, for all members' parameters one after the other.
  using PullBack = Tensors (Player::*)(const Round& round, const View& view, const Tensors& u, const Tensors& v) const;
  /// The end of a round as tensors that depend on what is outside.
  std::vector<Tensors> attach_round(const RoundPtr& round, const View& view, Unrolling unrolling,
                                    PullBack pull_back) const;

  // attach.cpp
  void attach(ProblemId reader, UnitId lower, const RoundPtr& round, View& view) const;
  Tensors attach_implicit(ProblemId lower, std::size_t member, const sema::Edge& edge, const RoundPtr& round,
                          const View& view) const;
  RoundPtr stand_at_end(const RoundPtr& round, const sema::Edge& edge) const;
  void take_fresh_passes(const World& world, Round& round, const std::vector<Moving>& moving,
                         const View& outside) const;
  Tensor total_loss(ProblemId problem, std::size_t member, const Round& round, const View& view) const;
  Tensors total_gradient(ProblemId problem, std::size_t member, const Round& round, const View& view) const;
  void attach_below(ProblemId reader, UnitId unit, const Pass& pass, View& view) const;
  /// `graph`: it will itself be differentiated.
  Tensors residual(ProblemId problem, std::size_t member, const Round& round, View view, const Tensors& b,
                   bool graph) const;
  /// Tasks on the workers' threads; under a watcher, which sees one value after the other, on this one.
  solve::RunTasks in_parallel() const;
  Tensors active_set(ProblemId problem, const Tensors& parameters) const;
  /// `tasks`: 0 where the solution has no task axis.
  solve::Solver solver(const sema::Edge& edge, std::int64_t tasks) const;
  Tensors precondition(ProblemId problem, std::size_t member, const Round& round, const View& view,
                       const Tensors& v) const;

  // evolution.cpp
  /// The edge by which a problem's whole gradient comes without derivatives; null: none.
  const sema::Edge* evolution_edge(ProblemId problem) const;
  Tensors evolution_gradient(const World& before, UnitId unit, std::size_t member, const Pass& pass, const View& view,
                             const sema::Edge& edge) const;

  const sema::Program& program_;
  const graph::ProblemGraph& graph_;
  const graph::Schedule& schedule_;
  const Shapes& shapes_;
  data::Datasets& datasets_;
  at::TensorOptions options_;
  Stream seed_;
  std::int64_t updates_;
  Workers& workers_;
  std::shared_ptr<Health> health_;
  std::vector<std::shared_ptr<const Compiled>> compiled_;                 ///< by problem
  std::vector<std::shared_ptr<const eval::Executable>> env_executables_;  ///< by env
  std::vector<bool> moves_;                                               ///< by unit, see find_moving
  std::vector<bool> keeps_all_;                                           ///< by unit
  mutable std::mutex loaders_mutex_;
  mutable std::map<std::pair<const sema::Loader*, std::uint64_t>, std::shared_ptr<data::Loader>> loaders_;
  eval::Watcher* watcher_ = nullptr;
  mutable std::mutex advances_mutex_;
  mutable std::map<UnitId, std::shared_ptr<const Tasks>> advances_;
};

}  // namespace mlo::engine
