// A step's passes: draws, what is below, one gradient each.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"

namespace mlo::engine {

using Mode = Unrolling::Mode;

std::vector<PassResult> Player::take_passes(World& world, UnitId id, const View& view,
                                            const std::vector<Moving>& moving, Mode mode, bool last_step) const {
  const graph::Unit& unit = schedule_.units[id];
  const auto count = static_cast<std::size_t>(unit.accumulate);
  std::vector<PassResult> results(count);
  // A world is copied only where it is asked for: copies for each of many problems would cost their square.
  const bool independent = count > 1 && unit.independent_passes && mode == Mode::none && !watcher_ && !world.tasks;
  if (independent && unit.tasks.way == graph::TaskWay::batched) {
    try {
      return take_together(world, id, view, moving, last_step);
    } catch (const tasks::CannotRunTogether&) {  // this time: batches of different sizes, say
    }
  }
  const Counters before = independent ? counters_of(world) : Counters();
  results[0] = take_pass(world, id, view, moving, mode, last_step);
  if (world.measuring && last_step && mode == Mode::none) note_lower(id, results[0].pass, view);
  if (!independent) {
    std::vector<Moving> now = count > 1 ? moving : std::vector<Moving>();
    for (std::size_t i = 1; i < count; ++i) {
      for (std::size_t m = 0; m < now.size(); ++m) now[m].buffers = results[i - 1].buffers[m];
      results[i] = take_pass(world, id, view, now, mode, last_step);
    }
    return results;
  }
  // Independent passes play in worlds of their own, numbered as if they had come one after the other.
  const Counters each = counters_of(world) - before;
  std::vector<World> worlds(count - 1);
  workers_.run(count - 1, unit.tasks.way == graph::TaskWay::sequential ? 1 : unit.tasks.at_once, [&](std::size_t task) {
    World& own = worlds[task] = world;
    advance(own, each, static_cast<std::int64_t>(task));
    for (Reading& reading : own.readings) reading = {};
    results[task + 1] = take_pass(own, id, view, moving, mode, last_step);
  });
  join(world, std::move(worlds));
  return results;
}

Pass Player::prepare_pass(World& world, UnitId id, const std::vector<Moving>& moving, const View& view) const {
  const graph::Unit& unit = schedule_.units[id];
  for (const EnvId env : unit.envs) draw_env(world, env, world.passes[id], view);
  Pass pass = pass_in(world);
  for (std::size_t i = 0; i < unit.members.size(); ++i) {
    const ProblemId problem = unit.members[i];
    ProblemState& state = world.problems[problem];
    const sema::Block& block = program_.problems[problem].block;
    Pass::Member member = give(
        block, [&](const Stream& stream) { return stream.of(program_.problems[problem].name); }, world.stream,
        state.passes, world.tasks.get(), world.tasks ? world.tasks->ahead.passes[problem] : 0);
    member.step = static_cast<double>(moving[i].steps);
    pass.buffers[problem] = moving[i].buffers;
    pass.members.push_back(std::move(member));
    ++state.passes;
  }
  ++world.passes[id];
  return pass;
}

PassResult Player::take_pass(World& world, UnitId id, View view, const std::vector<Moving>& moving, Mode mode,
                             bool last_step) const {
  const graph::Unit& unit = schedule_.units[id];
  at::AutoGradMode grad_on(true);  // without it gradients would be zeros, and nothing would say so
  PassResult out;
  out.pass = prepare_pass(world, id, moving, view);
  std::vector<View> views(unit.members.size(), mode == Mode::none ? view : std::move(view));
  if (mode == Mode::first_order)  // the gradients of the steps are constants
    for (View& own : views) own = as_leaves(own, unit.members);
  const bool perturbs = std::any_of(unit.members.begin(), unit.members.end(),
                                    [this](ProblemId member) { return evolution_edge(member) != nullptr; });
  const World before = perturbs ? world : World();
  play_below(world, id, out.pass, views);
  for (std::size_t i = 0; i < unit.members.size(); ++i) {
    const ProblemId problem = unit.members[i];
    Reading* reading = world.measuring && last_step ? &world.readings[problem] : nullptr;
    eval::Moved moved(moving[i].buffers.size());
    eval::Moved* own = moved.empty() ? nullptr : &moved;
    if (const sema::Edge* evolution = evolution_edge(problem)) {
      const Tensor value = loss(problem, out.pass, i, views[i], reading, own);
      out.losses.push_back(finite_loss(problem, value.item<double>()));
      out.gradients.push_back(evolution_gradient(before, id, i, out.pass, views[i], *evolution));
    } else {
      const Derivative derivative{mode == Mode::full, i + 1 < unit.members.size()};
      LossGradient found = differentiate(problem, out.pass, i, views[i], reading, own, derivative);
      out.losses.push_back(finite_loss(problem, found.loss));
      out.gradients.push_back(std::move(found.gradient));
    }
    out.buffers.push_back(moving[i].buffers);
    for (std::size_t b = 0; b < moved.size(); ++b)
      if (moved[b].defined()) out.buffers[i][b] = moved[b];
  }
  drop_graphs(out.pass);
  return out;
}

}  // namespace mlo::engine
