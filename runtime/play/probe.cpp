// One look at a problem's loss and total gradient, from a world that is forgotten.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"

namespace mlo::engine {
namespace {

void add_gradients(const PassResult& result, double passes, Probe& out) {
  out.gradients.resize(result.gradients.size());
  for (std::size_t i = 0; i < result.gradients.size(); ++i) {
    out.gradients[i].resize(result.gradients[i].size());
    for (std::size_t p = 0; p < result.gradients[i].size(); ++p) {
      const Tensor share = result.gradients[i][p].detach() / passes;
      Tensor& sum = out.gradients[i][p];
      sum = sum.defined() ? sum + share : share;
    }
  }
}

}  // namespace

Probe Player::probe(World world, UnitId id, const Shift& shift, bool gradients) const {
  const graph::Unit& unit = schedule_.units[id];
  at::AutoGradMode grad_on(true);
  View seen = view(world);
  world.measuring = false;
  for (EnvId env = 0; env < program_.envs.size(); ++env)
    if (schedule_.drawn_by[env] != sema::nothing) draw_env(world, env, world.passes[schedule_.drawn_by[env]], seen);
  Round round;
  round.unit = id;
  std::vector<Moving> moving = start_round(world, round, seen, Unrolling::Mode::none);
  for (std::size_t i = 0; i < moving.size(); ++i) {
    restart_followers(world, unit.members[i], moving[i]);
    seen[unit.members[i]] = moving[i].parameters;
  }
  const View unshifted = seen;
  const std::vector<Moving> moving_unshifted = moving;
  for (std::size_t i = 0; i < moving.size(); ++i) {
    Tensors& parameters = moving[i].parameters;
    if (shift.member == i)
      for (std::size_t p = 0; p < shift.by.size(); ++p) parameters[p] = at::add(parameters[p], shift.by[p]);
    for (Tensor& t : parameters) t = t.detach().requires_grad_();
    seen[unit.members[i]] = parameters;
  }
  Probe out;
  out.losses.assign(moving.size(), 0);
  const auto passes = static_cast<double>(unit.accumulate);
  // What continues below starts each pass from a constant: where the passes arrive that nothing shifts.
  const bool apart = !shift.by.empty() && unit.accumulate > 1 && !unit.independent_passes;
  for (std::int64_t pass = 0; pass < unit.accumulate; ++pass) {
    World own = apart ? world : World();
    World& here = apart ? own : world;
    const PassResult result = gradients ? take_pass(here, id, seen, moving, Unrolling::Mode::none, true)
                                        : take_losses(here, id, seen, moving);
    if (apart && pass + 1 < unit.accumulate) take_losses(world, id, unshifted, moving_unshifted);
    for (std::size_t i = 0; i < moving.size(); ++i) out.losses[i] += result.losses[i] / passes;
    if (gradients) add_gradients(result, passes, out);
    out.below = result.pass.below;
  }
  out.seen = with_solutions(std::move(seen), out.below);
  return out;
}

/// The view of a reader once the rounds below it have been played.
View Player::with_solutions(View view, const std::vector<RoundPtr>& below) const {
  for (const RoundPtr& round : below) {
    const auto& members = schedule_.units[round->unit].members;
    for (std::size_t i = 0; i < members.size(); ++i) view[members[i]] = round->end[i];
  }
  return view;
}

/// A pass without its gradients.
PassResult Player::take_losses(World& world, UnitId id, const View& view, const std::vector<Moving>& moving) const {
  const graph::Unit& unit = schedule_.units[id];
  PassResult out;
  out.pass = prepare_pass(world, id, moving, view);
  std::vector<View> views(unit.members.size(), view);
  play_below(world, id, out.pass, views);
  for (std::size_t i = 0; i < unit.members.size(); ++i)
    out.losses.push_back(loss(unit.members[i], out.pass, i, views[i], nullptr, nullptr).item<double>());
  return out;
}

double Player::residual_norm(ProblemId problem, const Round& round, const View& seen, const Tensors* at) const {
  const auto& members = schedule_.units[round.unit].members;
  const auto member = static_cast<std::size_t>(std::find(members.begin(), members.end(), problem) - members.begin());
  at::AutoGradMode grad_on(true);
  Tensors own;
  for (const Tensor& t : at ? *at : round.end[member]) own.push_back(t.detach().requires_grad_());
  View view = constants(seen);
  for (std::size_t i = 0; i < members.size(); ++i) view[members[i]] = round.end[i];
  // Of many tasks, the first one's: what a round of its own would say.
  const Tensors r = residual(problem, member, round, view, own, /*graph=*/false);
  return solve::norms(solve::to_rows(r, tasks_of(round, problem, member)))[0];
}

}  // namespace mlo::engine
