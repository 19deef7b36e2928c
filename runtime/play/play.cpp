// A unit's round: its steps, and what it leaves behind.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/kernels/small.h"
#include "runtime/play/compiled.h"

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

RoundPtr Player::play(World& world, UnitId id, const View& given, Unrolling unrolling,
                      std::optional<std::int64_t> steps) const {
  const View outside = unrolling.mode == Mode::none ? detached(given) : given;
  const std::int64_t count = steps.value_or(schedule_.units[id].steps);
  auto round = std::make_shared<Round>();
  round->unit = id;
  remember_start(world, *round);
  world.read_versions[id] = versions_read(world, id);
  std::vector<Moving> moving =
      start_round(world, *round, outside, unrolling.first(count) == 0 ? unrolling.mode : Mode::none);
  for (std::size_t i = 0; i < moving.size(); ++i) restart_followers(world, schedule_.units[id].members[i], moving[i]);
  for (std::int64_t k = 0; k < count; ++k) {
    mark_segment(*round, k, moving, unrolling, count);
    if (k + 1 == count)
      for (const Moving& member : moving) round->before_last.push_back(constant_state(member));
    take_step(world, *round, moving, outside, k >= unrolling.first(count) ? unrolling.mode : Mode::none,
              k + 1 == count);
  }
  for (const Moving& member : moving)
    if (unrolling.mode != Mode::none) round->attached.push_back(member.parameters);
  if (unrolling.mode != Mode::none) round->seen = outside;
  if (moves_[id]) round->played = detached(outside);
  take_fresh_passes(world, *round, moving, detached(outside));
  keep(world, *round, moving);
  world.last[id] = round;
  return round;
}

std::vector<Moving> Player::start_round(const World& world, Round& round, const View& outside, Mode mode) const {
  const auto& members = schedule_.units[round.unit].members;
  Pass first = pass_in(world);  // what `init = e` may read besides parameters
  first.members.resize(members.size());
  if (world.tasks)
    for (Pass::Member& member : first.members) member.tasks = world.tasks->axis();
  std::vector<Moving> moving;
  for (std::size_t i = 0; i < members.size(); ++i) {
    round.start.push_back(restart(world, members[i], outside));
    moving.push_back(begin(members[i], round.start[i], first, i, outside, mode));
  }
  return moving;
}

void Player::take_step(World& world, Round& round, std::vector<Moving>& moving, const View& outside, Mode mode,
                       bool last) const {
  const UnitId id = round.unit;
  const auto& members = schedule_.units[id].members;
  if (mode != Mode::none || !schedule_.units[id].below.empty())
    for (Moving& member : moving)  // leaves, where no graph leads to them and one may begin
      for (Tensor& t : member.parameters)
        if (mode == Mode::none || !t.requires_grad()) t = t.detach().requires_grad_();
  View view = outside;
  const auto look = [&] {
    for (std::size_t i = 0; i < moving.size(); ++i) view[members[i]] = moving[i].parameters;
  };
  look();
  std::vector<PassResult> results = take_passes(world, id, view, moving, mode, last);
  std::vector<Tensors> gradients;
  {
    at::AutoGradMode grad(mode != Mode::none);
    gradients = mean_gradients(id, results);
  }
  if (mode == Mode::none) note_gradients(world, id, gradients);
  move(id, moving, std::move(gradients), results.back(), view, mode != Mode::none);
  if (!keeps_all_[id]) round.steps.clear();
  round.steps.emplace_back();
  for (PassResult& result : results) round.steps.back().push_back(std::move(result.pass));
  for (std::size_t i = 0; i < moving.size(); ++i) {
    world.problems[members[i]].buffers = moving[i].buffers;
    follow(world, members[i], moving[i]);
  }
  look();
  take_rounds_again(world, id, view);
}

/// The members' new state, in the world and as the round's end.
void Player::keep(World& world, Round& round, const std::vector<Moving>& moving) const {
  const auto& members = schedule_.units[round.unit].members;
  for (std::size_t i = 0; i < moving.size(); ++i) {
    ProblemState& state = world.problems[members[i]];
    ProblemState constant = constant_state(moving[i]);
    state.parameters = std::move(constant.parameters);
    state.slots = std::move(constant.slots);
    state.steps = constant.steps;
    ++state.rounds;
    ++state.version;
    round.end.push_back(state.parameters);
  }
  ++world.rounds[round.unit];
}

/// By member, in the order of the passes.
std::vector<Tensors> Player::mean_gradients(UnitId unit, const std::vector<PassResult>& results) const {
  std::vector<Tensors> out = results[0].gradients;
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::int64_t count = 0;
    for (const PassResult& result : results) count += tasks_in(result.pass, schedule_.units[unit].members[i], i);
    if (count == 1) continue;
    for (std::size_t p = 0; p < out[i].size(); ++p) {
      for (std::size_t pass = 1; pass < results.size(); ++pass) out[i][p] = out[i][p] + results[pass].gradients[i][p];
      out[i][p] = kernels::div(out[i][p], static_cast<double>(count));
    }
  }
  return out;
}

void Player::move(UnitId id, std::vector<Moving>& moving, std::vector<Tensors> gradients, const PassResult& last,
                  const View& view, bool graph) const {
  at::AutoGradMode grad(graph);
  const graph::Unit& unit = schedule_.units[id];
  for (std::size_t i = 0; i < moving.size(); ++i) {
    moving[i].buffers = last.buffers[i];
    step(unit.members[i], moving[i], std::move(gradients[i]), view, last.pass, i);
  }
}

}  // namespace mlo::engine
