// Independent passes, many at once: each operation for all of them, on tensors with a task axis.
#include "runtime/play/together.h"

#include <ATen/ATen.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

/// The state of the last of the tasks, as that of one task.
void leave_axis(World& world, const Tasks& tasks) {
  const auto last = [&](Tensor& t) {
    if (t.defined()) t = t.select(0, tasks.count - 1);
  };
  for (std::size_t p = 0; p < world.problems.size(); ++p) {
    ProblemState& state = world.problems[p];
    const std::int64_t ahead = tasks.count - 1;
    state.passes += ahead * tasks.passes[p];
    state.rounds += ahead * tasks.rounds[p];
    if (!tasks.problems[p]) continue;
    for (Tensor& t : state.parameters) last(t);
    for (optim::Slots& slots : state.slots)
      for (Tensor& t : slots) last(t);
    world.hypergradients[p].clear();  // of many tasks
  }
  for (std::size_t u = 0; u < world.passes.size(); ++u) {
    world.passes[u] += (tasks.count - 1) * tasks.unit_passes[u];
    world.last[u].reset();  // rounds with the axis: played anew
  }
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
  for (std::size_t p = 0; p < world.problems.size(); ++p) {
    world.problems[p].passes += ahead * tasks->passes[p];
    world.problems[p].rounds += ahead * tasks->rounds[p];
    if (!tasks->problems[p]) continue;
    for (Tensor& t : world.problems[p].parameters) t = tasks::spread(t, tasks->count);
    for (optim::Slots& slots : world.problems[p].slots)
      for (Tensor& t : slots)
        if (t.defined()) t = tasks::spread(t, tasks->count);
    world.hypergradients[p].clear();
  }
  for (std::size_t u = 0; u < world.passes.size(); ++u) world.passes[u] += ahead * tasks->unit_passes[u];
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

Tasks Player::tasks_below(UnitId unit) const {
  Tasks out;
  out.problems.assign(program_.problems.size(), 0);
  out.envs.assign(program_.envs.size(), 0);
  out.passes.assign(program_.problems.size(), 0);
  out.rounds = out.passes;
  out.unit_passes.assign(schedule_.units.size(), 0);
  std::vector<UnitId> played{unit};
  for (std::size_t i = 0; i < played.size(); ++i) {
    const graph::Unit& one = schedule_.units[played[i]];
    for (const EnvId env : one.envs) out.envs[env] = 1;
    for (const UnitId lower : one.below) {
      played.push_back(lower);
      for (const ProblemId member : schedule_.units[lower].members) out.problems[member] = 1;
    }
  }
  return out;
}

/// How far one pass moves the counters, from a pass in a world that is forgotten.
Tasks Player::measure_advance(const World& world, UnitId unit, const View& view,
                              const std::vector<Moving>& moving) const {
  Tasks out = tasks_below(unit);
  World one = world;
  one.measuring = false;
  const Health::Pause pause(*health_);
  at::AutoGradMode grad_on(true);
  take_losses(one, unit, view, moving);
  for (std::size_t p = 0; p < one.problems.size(); ++p) {
    out.passes[p] = one.problems[p].passes - world.problems[p].passes;
    out.rounds[p] = one.problems[p].rounds - world.problems[p].rounds;
  }
  for (std::size_t u = 0; u < one.passes.size(); ++u) out.unit_passes[u] = one.passes[u] - world.passes[u];
  return out;
}

std::shared_ptr<const Tasks> Player::advance_of(const World& world, UnitId unit, const View& view,
                                                const std::vector<Moving>& moving) const {
  const std::lock_guard lock(advances_mutex_);
  auto& known = advances_[unit];
  if (!known) known = std::make_shared<const Tasks>(measure_advance(world, unit, view, moving));
  return known;
}

std::vector<Player::PassResult> Player::take_together(World& world, UnitId unit, const View& view,
                                                      const std::vector<Moving>& moving, bool last_step) const {
  const auto advance = advance_of(world, unit, view, moving);
  const std::vector<Together> pieces =
      Together::split(schedule_.units[unit].accumulate, schedule_.units[unit].tasks.most);
  std::vector<World> worlds(pieces.size());
  std::vector<PassResult> results(pieces.size());
  workers_.run(pieces.size(), schedule_.units[unit].tasks.at_once, [&](std::size_t i) {
    auto tasks = std::make_shared<Tasks>(*advance);
    tasks->count = pieces[i].count;
    tasks->streams.assign(static_cast<std::size_t>(tasks->count), world.stream);
    World& own = worlds[i] = world;
    enter_axis(own, tasks, pieces[i].first);
    results[i] = take_pass(own, unit, with_axis(view, *tasks), moving, Unrolling::Mode::none, last_step);
    if (i == 0 && world.measuring && last_step) note_lower(unit, results[i].pass, view);
    leave_axis(own, *tasks);
  });
  std::vector<Reading> readings = world.readings;
  for (const World& own : worlds)
    for (std::size_t p = 0; p < readings.size(); ++p) readings[p].add(own.readings[p]);
  world = std::move(worlds.back());
  world.readings = std::move(readings);
  return results;
}

Player::Given Player::give(const sema::Block& block, const Named& named, const Stream& stream, std::int64_t number,
                           const Tasks* tasks, std::int64_t ahead) const {
  Given out;
  out.stream = named(stream).of(number);
  if (tasks == nullptr) {
    for (std::size_t i = 0; i < block.loaders.size(); ++i)
      out.batches.push_back(batch(block, i, named(stream), number));
    return out;
  }
  auto axis = std::make_shared<tasks::TaskAxis>();
  axis->count = tasks->count;
  axis->problems = tasks->problems;
  axis->envs = tasks->envs;
  axis->batches.assign(block.loaders.size(), 0);
  for (std::size_t i = 0; i < block.loaders.size(); ++i)
    out.batches.push_back(batch_of_tasks(block, i, *tasks, named, number, ahead, axis->batches[i]));
  for (std::int64_t t = 0; t < tasks->count; ++t)
    axis->streams.push_back(named(tasks->streams[static_cast<std::size_t>(t)]).of(number + t * ahead));
  out.tasks = std::move(axis);
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

std::int64_t Player::tasks_in(const Pass& pass, ProblemId problem, std::size_t member) const {
  const auto& axis = pass.members[member].tasks;
  return axis && !axis->problems[problem] ? axis->count : 1;
}

}  // namespace mlo::engine
