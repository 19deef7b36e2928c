// Independent passes, many at once: each operation for all of them, on tensors with a task axis.
#include "runtime/play/together.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

/// The state of the last of the tasks, as that of one task.
void leave_axis(World& world, const Tasks& tasks) {
  const auto last = [&](Tensor& t) {
    if (t.defined()) t = t.select(0, tasks.count - 1);
  };
  advance(world, tasks.ahead, tasks.count - 1);
  for (std::size_t p = 0; p < world.problems.size(); ++p) {
    if (!tasks.problems[p]) continue;
    ProblemState& state = world.problems[p];
    for (Tensor& t : state.parameters) last(t);
    for (optim::Slots& slots : state.slots)
      for (Tensor& t : slots) last(t);
    world.hypergradients[p].clear();  // of many tasks
  }
  for (RoundPtr& last_round : world.last) last_round.reset();  // rounds with the axis: played anew
  for (std::size_t env = 0; env < world.envs.size(); ++env)
    if (tasks.envs[env]) world.envs[env] = {};
  world.tasks.reset();
}

/// The same parameters for each task, where they carry the axis.
View with_axis(View view, const Tasks& tasks) {
  for (std::size_t p = 0; p < view.size(); ++p)
    if (tasks.problems[p])
      for (Tensor& t : view[p])
        if (t.defined()) t = tasks::spread(t, tasks.count);
  return view;
}

}  // namespace

void enter_axis(World& world, std::shared_ptr<const Tasks> tasks, std::int64_t ahead) {
  advance(world, tasks->ahead, ahead);
  for (std::size_t p = 0; p < world.problems.size(); ++p) {
    if (!tasks->problems[p]) continue;
    for (Tensor& t : world.problems[p].parameters) t = tasks::spread(t, tasks->count);
    for (optim::Slots& slots : world.problems[p].slots)
      for (Tensor& t : slots)
        if (t.defined()) t = tasks::spread(t, tasks->count);
    world.hypergradients[p].clear();
  }
  for (std::size_t env = 0; env < world.envs.size(); ++env)
    if (tasks->envs[env]) world.envs[env] = {};
  for (Reading& reading : world.readings) reading = {};
  world.tasks = std::move(tasks);
}

std::vector<Together> Together::split(std::int64_t count, std::int64_t most) {
  const std::int64_t pieces = (count + most - 1) / most;
  std::vector<Together> out;
  for (std::int64_t i = 0; i < pieces; ++i) {
    const std::int64_t first = count * i / pieces;
    out.push_back({first, count * (i + 1) / pieces - first});
  }
  return out;
}

Tasks Player::carriers(const std::vector<EnvId>& envs, std::vector<UnitId> played) const {
  Tasks out;
  out.problems.assign(program_.problems.size(), 0);
  out.envs.assign(program_.envs.size(), 0);
  out.ahead.passes.assign(program_.problems.size(), 0);
  out.ahead.rounds = out.ahead.passes;
  out.ahead.unit_passes.assign(schedule_.units.size(), 0);
  for (const EnvId env : envs) out.envs[env] = 1;
  for (std::size_t i = 0; i < played.size(); ++i) {
    const graph::Unit& unit = schedule_.units[played[i]];
    for (const EnvId env : unit.envs) out.envs[env] = 1;
    for (const ProblemId member : unit.members) out.problems[member] = 1;
    played.insert(played.end(), unit.below.begin(), unit.below.end());
  }
  return out;
}

/// How far one pass moves the counters, from a pass in a world that is forgotten.
Tasks Player::measure_advance(const World& world, UnitId unit, const View& view,
                              const std::vector<Moving>& moving) const {
  Tasks out = carriers(schedule_.units[unit].envs, schedule_.units[unit].below);
  World one = world;
  one.measuring = false;
  const Health::Pause pause(*health_);
  at::AutoGradMode grad_on(true);
  take_losses(one, unit, view, moving);
  out.ahead = counters_of(one) - counters_of(world);
  return out;
}

std::shared_ptr<const Tasks> Player::advance_of(const World& world, UnitId unit, const View& view,
                                                const std::vector<Moving>& moving) const {
  {
    const std::lock_guard lock(advances_mutex_);
    if (const auto known = advances_.find(unit); known != advances_.end()) return known->second;
  }
  // Without the lock: units below measure theirs on the way. What several threads find is the same.
  auto measured = std::make_shared<const Tasks>(measure_advance(world, unit, view, moving));
  const std::lock_guard lock(advances_mutex_);
  return advances_.emplace(unit, std::move(measured)).first->second;
}

std::vector<PassResult> Player::take_together(World& world, UnitId unit, const View& view,
                                              const std::vector<Moving>& moving, bool last_step) const {
  const auto each = advance_of(world, unit, view, moving);
  const std::vector<Together> pieces =
      Together::split(schedule_.units[unit].accumulate, schedule_.units[unit].tasks.most);
  std::vector<World> worlds(pieces.size());
  std::vector<PassResult> results(pieces.size());
  workers_.run(pieces.size(), schedule_.units[unit].tasks.at_once, [&](std::size_t i) {
    auto tasks = std::make_shared<Tasks>(*each);
    tasks->count = pieces[i].count;
    tasks->streams.assign(static_cast<std::size_t>(tasks->count), world.stream);
    World& own = worlds[i] = world;
    enter_axis(own, tasks, pieces[i].first);
    results[i] = take_pass(own, unit, with_axis(view, *tasks), moving, Unrolling::Mode::none, last_step);
    if (i == 0 && world.measuring && last_step) note_lower(unit, results[i].pass, view);
    leave_axis(own, *tasks);
  });
  join(world, std::move(worlds));
  return results;
}

Pass::Member Player::give(const sema::Block& block, const Named& named, const Stream& stream, std::int64_t number,
                          const Tasks* tasks, std::int64_t ahead) const {
  Pass::Member out;
  out.stream = named(stream).of(number);
  if (tasks == nullptr) {
    for (std::size_t i = 0; i < block.loaders.size(); ++i)
      out.batches.push_back(batch(block, i, named(stream), number));
    return out;
  }
  const auto axis = tasks->axis();
  axis->batches.assign(block.loaders.size(), 0);
  for (std::size_t i = 0; i < block.loaders.size(); ++i)
    out.batches.push_back(batch_of_tasks(block, i, *tasks, named, number, ahead, axis->batches[i]));
  for (std::int64_t t = 0; t < tasks->count; ++t) {
    const auto task = static_cast<std::size_t>(t);
    axis->streams[task] = named(tasks->streams[task]).of(number + t * ahead);
  }
  out.tasks = axis;
  return out;
}

/// [T, ...] where the tasks' batches differ.
data::Samples Player::batch_of_tasks(const sema::Block& block, std::size_t index, const Tasks& tasks,
                                     const Named& named, std::int64_t number, std::int64_t ahead, char& carries) const {
  const bool same = !block.loaders[index].shuffle && (ahead == 0 || block.loaders[index].size == 0);
  if (same) return batch(block, index, named(tasks.streams[0]), number);
  Tensors x, y;
  for (std::int64_t t = 0; t < tasks.count; ++t) {
    const data::Samples one =
        batch(block, index, named(tasks.streams[static_cast<std::size_t>(t)]), number + t * ahead);
    x.push_back(one.x);
    y.push_back(one.y);
    if (one.x.sizes() != x[0].sizes())
      throw tasks::CannotRunTogether("batches of the tasks differ in size: the last one of an epoch is short");
  }
  carries = 1;
  return {at::stack(x), at::stack(y)};
}

std::int64_t tasks_in(const Pass& pass, ProblemId problem, std::size_t member) {
  const auto& axis = pass.members[member].tasks;
  return axis && !axis->problems[problem] ? axis->count : 1;
}

std::int64_t tasks_in(const std::vector<Pass>& passes, ProblemId problem, std::size_t member) {
  std::int64_t out = 0;
  for (const Pass& pass : passes) out += tasks_in(pass, problem, member);
  return out;
}

std::int64_t tasks_of(const Round& round, ProblemId problem, std::size_t member) {
  const auto& axis = round.steps.back().front().members[member].tasks;
  return axis && axis->problems[problem] ? axis->count : 0;
}

}  // namespace mlo::engine
