// Rounds, steps and passes: the loop that reads like the paper.
#include <ATen/ATen.h>

#include <cmath>

#include "runtime/engine/compiled.h"
#include "runtime/solve/method.h"

namespace mlo::engine {
namespace {

using Mode = Unrolling::Mode;

View detached(const View& view) {
  View out = view;
  for (Tensors& parameters : out)
    for (Tensor& t : parameters)
      if (t.defined() && t.requires_grad()) t = t.detach();
  return out;
}

}  // namespace

/// Parameters become leaves: derivatives are taken along them, and none goes further back.
void Player::cut(std::vector<Moving>& moving) {
  for (Moving& member : moving) {
    for (Tensor& t : member.parameters) t = t.detach().requires_grad_();
    for (optim::Slots& slots : member.slots)
      for (Tensor& t : slots)
        if (t.defined()) t = t.detach();
  }
}

ProblemState Player::constant_state(const Moving& moving) {
  std::vector<Moving> copy{moving};
  cut(copy);
  for (Tensor& t : copy[0].parameters) t = t.detach();
  return {copy[0].parameters, copy[0].buffers, copy[0].slots, copy[0].steps};
}

RoundPtr Player::play(World& world, UnitId id, const View& given, Unrolling unrolling,
                      std::optional<std::int64_t> steps) const {
  const graph::Unit& unit = schedule_.units[id];
  const View outside = unrolling.mode == Mode::none ? detached(given) : given;
  const std::int64_t count = steps.value_or(unit.steps);
  const std::int64_t graph_from = unrolling.truncate > 0 ? std::max<std::int64_t>(0, count - unrolling.truncate) : 0;
  auto round = std::make_shared<Round>();
  round->unit = id;
  remember_start(world, *round);
  world.read_versions[id] = versions_read(world, id);
  for (const ProblemId member : unit.members) round->start.push_back(restart(world, member, outside));

  std::vector<Moving> moving;
  for (std::int64_t k = 0; k < count; ++k) {
    const Mode mode = k >= graph_from ? unrolling.mode : Mode::none;
    if (k == 0) {
      Pass first;  // what `init = e` may read besides parameters
      for (const EnvDraw& draw : world.envs) first.envs.push_back(draw.outputs);
      for (const ProblemState& state : world.problems) first.buffers.push_back(state.buffers);
      first.members.resize(unit.members.size());
      for (std::size_t i = 0; i < unit.members.size(); ++i)
        moving.push_back(begin(unit.members[i], round->start[i], first, i, outside, mode));
    }
    mark_segment(*round, k, moving, unrolling, count);
    if (mode == Mode::none || k == graph_from)
      for (Moving& member : moving)
        for (Tensor& t : member.parameters)
          if (mode == Mode::none || !t.requires_grad()) t = t.detach().requires_grad_();
    View view = outside;
    for (std::size_t i = 0; i < moving.size(); ++i) view[unit.members[i]] = moving[i].parameters;
    if (k + 1 == count)
      for (const Moving& member : moving) round->before_last.push_back(constant_state(member));
    std::vector<PassResult> results = take_passes(world, id, view, moving, mode, k + 1 == count);
    move(id, moving, results, view, mode != Mode::none);
    if (!keeps_all_[id]) round->steps.clear();
    round->steps.emplace_back();
    for (PassResult& result : results) round->steps.back().push_back(std::move(result.pass));
    for (std::size_t i = 0; i < moving.size(); ++i) world.problems[unit.members[i]].buffers = moving[i].buffers;
    for (std::size_t i = 0; i < moving.size(); ++i) view[unit.members[i]] = moving[i].parameters;
    take_rounds_again(world, id, view);
  }
  for (std::size_t i = 0; i < moving.size(); ++i) {
    ProblemState& state = world.problems[unit.members[i]];
    if (unrolling.mode != Mode::none) round->attached.push_back(moving[i].parameters);
    ProblemState constant = constant_state(moving[i]);
    state.parameters = std::move(constant.parameters);
    state.slots = std::move(constant.slots);
    state.steps = constant.steps;
    ++state.rounds;
    ++state.version;
    round->end.push_back(state.parameters);
  }
  if (unrolling.mode != Mode::none) round->seen = outside;
  ++world.rounds[id];
  world.last[id] = round;
  return round;
}

void Player::move(UnitId id, std::vector<Moving>& moving, const std::vector<PassResult>& results, const View& view,
                  bool graph) const {
  at::AutoGradMode grad(graph);
  const graph::Unit& unit = schedule_.units[id];
  for (std::size_t i = 0; i < moving.size(); ++i) {
    Tensors mean = results[0].gradients[i];
    for (std::size_t pass = 1; pass < results.size(); ++pass)
      for (std::size_t p = 0; p < mean.size(); ++p) mean[p] = mean[p] + results[pass].gradients[i][p];
    if (results.size() > 1)
      for (Tensor& t : mean) t = t / static_cast<double>(results.size());
    moving[i].buffers = results.back().buffers[i];
    step(unit.members[i], moving[i], std::move(mean), view, results.back().pass, i);
  }
}

std::vector<Player::PassResult> Player::take_passes(World& world, UnitId id, const View& view,
                                                    const std::vector<Moving>& moving, Mode mode,
                                                    bool last_step) const {
  const graph::Unit& unit = schedule_.units[id];
  const auto count = static_cast<std::size_t>(unit.accumulate);
  std::vector<PassResult> results(count);
  const World before = world;
  results[0] = take_pass(world, id, view, moving, mode, last_step);
  if (!unit.independent_passes || mode != Mode::none || watcher_) {
    for (std::size_t i = 1; i < count; ++i) results[i] = take_pass(world, id, view, moving, mode, last_step);
    return results;
  }
  // Independent passes play in worlds of their own, numbered as if they had come one after the other.
  std::vector<World> worlds(count);
  workers_.run(count - 1, [&](std::size_t task) {
    const std::size_t i = task + 1;
    World& own = worlds[i] = world;
    const auto ahead = static_cast<std::int64_t>(task);
    for (std::size_t p = 0; p < own.problems.size(); ++p) {
      own.problems[p].passes += ahead * (world.problems[p].passes - before.problems[p].passes);
      own.problems[p].rounds += ahead * (world.problems[p].rounds - before.problems[p].rounds);
    }
    for (std::size_t u = 0; u < own.passes.size(); ++u) own.passes[u] += ahead * (world.passes[u] - before.passes[u]);
    for (Reading& reading : own.readings) reading = {};
    results[i] = take_pass(own, id, view, moving, mode, last_step);
  });
  if (count < 2) return results;
  std::vector<Reading> readings = world.readings;
  for (std::size_t i = 1; i < count; ++i)
    for (std::size_t p = 0; p < readings.size(); ++p) {
      const Reading& more = worlds[i].readings[p];
      readings[p].loss += more.loss;
      readings[p].count += more.count;
      readings[p].metrics.resize(std::max(readings[p].metrics.size(), more.metrics.size()));
      for (std::size_t m = 0; m < more.metrics.size(); ++m)
        readings[p].metrics[m] =
            readings[p].metrics[m].defined() ? readings[p].metrics[m] + more.metrics[m] : more.metrics[m];
    }
  world = std::move(worlds.back());
  world.readings = std::move(readings);
  return results;
}

Pass Player::prepare_pass(World& world, UnitId id, const std::vector<Moving>& moving, const View& view) const {
  const graph::Unit& unit = schedule_.units[id];
  for (const EnvId env : unit.envs) draw_env(world, env, world.passes[id], view);
  Pass pass;
  pass.update = static_cast<double>(world.update);
  for (const EnvDraw& draw : world.envs) pass.envs.push_back(draw.outputs);
  for (const ProblemState& state : world.problems) pass.buffers.push_back(state.buffers);
  for (std::size_t i = 0; i < unit.members.size(); ++i) {
    const ProblemId problem = unit.members[i];
    ProblemState& state = world.problems[problem];
    const sema::Block& block = program_.problems[problem].block;
    const Stream stream = world.stream.of(program_.problems[problem].name);
    Pass::Member member;
    for (std::size_t k = 0; k < block.loaders.size(); ++k) {
      const data::Samples batch = loader(block, k, stream)->batch(state.passes);
      member.batches.push_back(
          {batch.x.to(options_), batch.y.is_floating_point() ? batch.y.to(options_) : batch.y.to(options_.device())});
    }
    member.stream = stream.of(state.passes);
    member.step = static_cast<double>(moving[i].steps);
    pass.buffers[problem] = moving[i].buffers;
    pass.members.push_back(std::move(member));
    ++state.passes;
  }
  ++world.passes[id];
  return pass;
}

Player::PassResult Player::take_pass(World& world, UnitId id, View view, const std::vector<Moving>& moving, Mode mode,
                                     bool last_step) const {
  const graph::Unit& unit = schedule_.units[id];
  at::AutoGradMode grad_on(true);  // without it gradients would be zeros, and nothing would say so
  PassResult out;
  out.pass = prepare_pass(world, id, moving, view);
  std::vector<View> views(unit.members.size(), mode == Mode::none ? view : std::move(view));
  if (mode == Mode::first_order)  // the gradients of the steps are constants
    for (View& own : views) {
      own = detached(own);
      for (const ProblemId member : unit.members)
        for (Tensor& t : own[member]) t.requires_grad_();
    }
  const World before = world;
  play_below(world, id, out.pass, views);
  for (std::size_t i = 0; i < unit.members.size(); ++i) {
    const ProblemId problem = unit.members[i];
    Reading* reading = world.measuring && last_step ? &world.readings[problem] : nullptr;
    eval::Moved moved(moving[i].buffers.size());
    const Tensor value = loss(problem, out.pass, i, views[i], reading, moved.empty() ? nullptr : &moved);
    if (!std::isfinite(value.item<double>())) throw NotFinite(problem, "loss");
    const sema::Edge* evolution = evolution_edge(problem);
    out.gradients.push_back(
        evolution ? evolution_gradient(before, id, i, out.pass, views[i], *evolution)
                  : gradient(problem, value, views[i][problem], mode == Mode::full, i + 1 < unit.members.size()));
    out.buffers.push_back(moving[i].buffers);
    for (std::size_t b = 0; b < moved.size(); ++b)
      if (moved[b].defined()) out.buffers[i][b] = moved[b];
  }
  // Graphs through rounds below end with the pass that asked for them.
  for (const RoundPtr& below : out.pass.below) {
    below->attached.clear();
    below->seen.clear();
  }
  return out;
}

std::vector<std::uint64_t> Player::versions_read(const World& world, UnitId unit) const {
  std::vector<std::uint64_t> out;
  for (const ProblemId member : schedule_.units[unit].members) {
    const graph::Reads& reads = graph_.reads[member];
    for (const auto* set : {&reads.loss, &reads.start, &reads.optimizer, &reads.constant})
      for (const ProblemId read : *set)
        if (!graph_.above[member][read]) out.push_back(world.problems[read].version);
    for (const EnvId env : reads.envs) out.push_back(static_cast<std::uint64_t>(world.envs[env].number + 1));
  }
  return out;
}

/// A unit that has played since the upper one's previous pass plays again only if something that it reads has moved
/// since.
bool Player::must_play(const World& world, UnitId upper, UnitId lower) const {
  const auto heard = world.heard.find({upper, lower});
  const std::int64_t before = heard == world.heard.end() ? 0 : heard->second;
  return world.rounds[lower] == before || world.read_versions[lower] != versions_read(world, lower);
}

Unrolling Player::unrolling_for(UnitId lower, UnitId upper) const {
  Unrolling out;
  for (const ProblemId b : schedule_.units[lower].members)
    for (const ProblemId a : schedule_.units[upper].members) {
      const sema::Edge* edge = graph_.l2u(program_, b, a);
      if (edge == nullptr) continue;
      using Way = solve::MethodBuiltin::Way;
      const Way way = static_cast<const solve::MethodBuiltin*>(edge->method)->way;
      if (way != Way::unrolled && way != Way::first_order) continue;
      const bool full = edge->method->method.sees_loss;
      const auto count = [&](std::size_t i) {
        return !full || edge->arguments[i].is_none() ? 0 : static_cast<std::int64_t>(edge->arguments[i].number());
      };
      if (count(0) > 0) out.truncate = count(0);
      if (count(1) > 0)
        out.checkpoint = count(1);
      else if (full || out.mode == Mode::none)
        out.mode = full ? Mode::full : Mode::first_order;
    }
  return out;
}

void Player::play_below(World& world, UnitId id, Pass& pass, std::vector<View>& views) const {
  const graph::Unit& unit = schedule_.units[id];
  for (const UnitId lower : unit.below) {
    RoundPtr round =
        must_play(world, id, lower) ? play(world, lower, views[0], unrolling_for(lower, id)) : world.last[lower];
    pass.below.push_back(round);
    for (std::size_t i = 0; i < unit.members.size(); ++i) attach(unit.members[i], lower, round, views[i]);
  }
  for (const UnitId lower : unit.below) world.heard[{id, lower}] = world.rounds[lower];
}

}  // namespace mlo::engine
