#include "runtime/shapes/plan_tasks.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/quantity.h"
#include "runtime/shapes/task_memory.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using graph::TaskPlan;
using graph::TaskWay;
using graph::UnitId;
using sema::ProblemId;

/// Multiply-adds up to which an operation costs less to compute than to start: many of them run as one. Above, one
/// operation of many tasks is no faster than each for itself, and threads share the work without its overhead. Measured
/// by tests/bench/threshold.py, on one thread, apart over together: 7 at 2^14, 3 to 4 at 2^17, 1.1 at 2^19, 0.7 at
/// 2^20.
constexpr std::int64_t small = 1 << 19;
/// Multiply-adds that an operation of a piece may take before the tasks are split into more pieces: with fewer,
/// starting all operations once more costs what a second thread could gain.
constexpr std::int64_t worth_splitting = 1 << 20;
/// Tasks of one piece at most: enough to hide what starting an operation costs, few enough for the caches.
constexpr std::int64_t usual = 32;
/// Pieces that `memory` leaves room for; their number does not depend on the threads, so the sums do not either.
constexpr std::int64_t pieces = 4;

class Planner {
 public:
  Planner(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
          data::Datasets& datasets, const graph::Schedule& schedule)
      : program_(program),
        shapes_(shapes),
        datasets_(datasets),
        schedule_(schedule),
        memory_(program, graph, shapes, schedule) {}

  TaskPlan of_unit(UnitId id) {
    const graph::Unit& unit = schedule_.units[id];
    const std::vector<UnitId> below = all_below({unit.below.begin(), unit.below.end()});
    std::string obstacle = obstacle_below(below);
    for (const ProblemId member : unit.members)
      for (const sema::Edge& edge : program_.edges)
        if (obstacle.empty() && edge.to == member && is_evolution(edge))
          obstacle = "`evolution` plays rounds of its own";
    for (const graph::EnvId env : unit.envs) obstacle = obstacle.empty() ? held(env) : obstacle;
    Work work;
    for (const ProblemId member : unit.members) work.add(shapes_.work[member]);
    for (const UnitId lower : below) add_round(lower, work);
    TaskPlan out = decide(obstacle, work);
    if (out.way == TaskWay::batched && batches_differ(id, below))
      out.why += "; on threads where a batch at the end of an epoch is short";
    bound_memory(memory_.of_pass(id), unit.accumulate, out);
    return out;
  }

  TaskPlan of_measure(std::uint32_t id) {
    const sema::Measure& measure = program_.measures[id];
    std::vector<UnitId> played;
    for (ProblemId at = measure.solve; at != sema::nothing; at = program_.problems[at].start.problem) {
      if (at != measure.solve && program_.problems[at].start.kind == sema::Start::Kind::continues) break;
      played.push_back(schedule_.unit_of[at]);
    }
    const std::vector<UnitId> solved = played;
    played = all_below(played);
    std::string obstacle = obstacle_below(played);
    for (const UnitId unit : played)
      for (const ProblemId member : schedule_.units[unit].members)
        if (obstacle.empty() && !program_.structures[program_.problems[member].structure].buffers.empty())
          obstacle = fmt::format("`{}` has running statistics", program_.problems[member].name);
    Work work = shapes_.measure_work[id];
    for (const UnitId unit : played) add_round(unit, work);
    TaskPlan out = decide(obstacle, work);
    bound_memory(memory_.of_draw(id, solved), measure.draws, out);
    return out;
  }

  std::int64_t largest_task() const { return largest_task_; }

 private:
  static bool is_evolution(const sema::Edge& edge) {
    return edge.kind == sema::Edge::Kind::l2u &&
           static_cast<const solve::MethodBuiltin*>(edge.method)->way == solve::MethodBuiltin::Way::evolution;
  }

  std::vector<UnitId> all_below(std::vector<UnitId> units) const {
    for (std::size_t i = 0; i < units.size(); ++i)
      for (const UnitId lower : schedule_.units[units[i]].below)
        if (std::find(units.begin(), units.end(), lower) == units.end()) units.push_back(lower);
    return units;
  }

  std::string held(graph::EnvId env) const {
    return program_.envs[env].hold > 1
               ? fmt::format("draws of `{}` are kept for several passes", program_.envs[env].name)
               : "";
  }

  /// What keeps rounds of these from being played with a task axis; empty where nothing does.
  std::string obstacle_below(const std::vector<UnitId>& units) const {
    for (const UnitId id : units) {
      for (const graph::EnvId env : schedule_.units[id].envs)
        if (const std::string text = held(env); !text.empty()) return text;
      for (const ProblemId member : schedule_.units[id].members) {
        for (const sema::Frozen& frozen : program_.frozen)
          if (frozen.source == member)
            return fmt::format("`{}` follows `{}`", frozen.name, program_.problems[member].name);
        for (const sema::Edge& edge : program_.edges)
          if (edge.to == member && is_evolution(edge)) return "`evolution` plays rounds of its own";
      }
    }
    return "";
  }

  /// Whether some tasks' batches can be the short last one of an epoch, and others' not.
  bool batches_differ(UnitId id, std::vector<UnitId> units) const {
    units.push_back(id);
    for (const UnitId unit : units)
      for (const ProblemId member : schedule_.units[unit].members)
        for (const sema::Loader& loader : program_.problems[member].block.loaders)
          if (!loader.drop_last && loader.size > 0 &&
              datasets_.get(program_, loader.data)->info().count % loader.size != 0)
            return true;
    return false;
  }

  void add_round(UnitId id, Work& work) const {
    for (const ProblemId member : schedule_.units[id].members) work.add(shapes_.work[member]);
  }

  TaskPlan decide(const std::string& obstacle, const Work& work) const {
    const std::string& wanted = program_.run.tasks;
    TaskPlan out;
    const bool together = obstacle.empty() && (wanted == "batched" || (wanted == "auto" && work.largest <= small));
    out.way = wanted == "sequential" ? TaskWay::sequential : together ? TaskWay::batched : TaskWay::threads;
    if (wanted == "sequential" || (wanted == "threads"))
      out.why = fmt::format("`tasks = {}`", wanted);
    else if (!obstacle.empty())
      out.why = fmt::format("not together: {}", obstacle);
    else if (wanted == "batched")
      out.why = "`tasks = batched`";
    else
      out.why = fmt::format("the largest operation, `{}`, takes {} multiply-adds", work.name, work.largest);
    out.most = std::clamp<std::int64_t>(worth_splitting / std::max<std::int64_t>(work.largest, 1), 1, usual);
    return out;
  }

  void bound_memory(double of_task, std::int64_t count, TaskPlan& out) {
    const std::int64_t limit = program_.run.memory,
                       each = std::max<std::int64_t>(static_cast<std::int64_t>(of_task), 1);
    if (limit <= 0) return;
    largest_task_ = std::max(largest_task_, each);
    if (out.way == TaskWay::sequential) return;
    const bool batched = out.way == TaskWay::batched;
    const std::int64_t wanted = batched ? std::min(count, out.most) : count;
    if (batched) out.most = std::clamp<std::int64_t>(limit / (pieces * each), 1, out.most);
    out.at_once = std::max<std::int64_t>(limit / ((batched ? out.most : 1) * each), 1);
    const std::int64_t tasks = batched ? out.most : out.at_once;
    if (tasks < wanted)
      out.why += fmt::format("; at most {} at a time{}, of about {} each, for `memory`", tasks,
                             batched ? " as one operation" : "", sema::text_of_bytes(each));
  }

  const sema::Program& program_;
  const Shapes& shapes_;
  data::Datasets& datasets_;
  const graph::Schedule& schedule_;
  TaskMemory memory_;
  std::int64_t largest_task_ = 0;  ///< bytes, where `memory` bounds them
};

}  // namespace

void plan_tasks(const sema::Program& program, const graph::ProblemGraph& graph, const Shapes& shapes,
                data::Datasets& datasets, graph::Schedule& schedule, Diagnostics& diagnostics) {
  Planner planner(program, graph, shapes, datasets, schedule);
  for (UnitId id = 0; id < schedule.units.size(); ++id)
    if (schedule.units[id].accumulate > 1 && schedule.units[id].independent_passes)
      schedule.units[id].tasks = planner.of_unit(id);
  for (std::uint32_t id = 0; id < program.measures.size(); ++id)
    if (program.measures[id].draws > 1) schedule.draws[id] = planner.of_measure(id);
  if (planner.largest_task() > program.run.memory)
    diagnostics
        .warning("MLO0608", program.run.span,
                 fmt::format("one task takes about {}, more than `memory` allows: {}",
                             sema::text_of_bytes(planner.largest_task()), sema::text_of_bytes(program.run.memory)))
        .note("tasks are played one at a time, and will take more than that")
        .with_help("give more `memory`; or have a task take less: fewer `steps`, smaller batches, `checkpoint`");
}

}  // namespace mlo::engine
