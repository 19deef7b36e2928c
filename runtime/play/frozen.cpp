// Modules that no optimizer moves: drawn once, or slow constants that follow a problem.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {
namespace {

using Kind = sema::Frozen::Kind;

Tensors constants(const Tensors& tensors) {
  Tensors out;
  for (const Tensor& t : tensors) out.push_back(t.detach());
  return out;
}

}  // namespace

std::vector<FrozenState> Player::initial_frozen() const {
  std::vector<FrozenState> out(program_.frozen.size());
  for (std::size_t f = 0; f < out.size(); ++f) {
    const sema::Frozen& frozen = program_.frozen[f];
    if (frozen.kind != Kind::drawn) continue;  // begins as the problem that it follows
    out[f].parameters = initial_parameters(frozen.structure, seed_.of("let").of(frozen.name), {});
    out[f].buffers = initial_buffers(frozen.structure);
  }
  return out;
}

void Player::restart_followers(World& world, ProblemId problem, const Moving& moving) const {
  const bool begins = world.update == 0 && world.problems[problem].rounds == 0;
  if (!begins && program_.problems[problem].start.kind == sema::Start::Kind::continues) return;
  for (std::size_t f = 0; f < program_.frozen.size(); ++f)
    if (program_.frozen[f].source == problem) world.frozen[f] = {constants(moving.parameters), moving.buffers};
}

/// Polyak averaging: m <- decay m + (1 - decay) a. Buffers are not averaged, as in Tarvainen & Valpola 2017.
void Player::follow(World& world, ProblemId problem, const Moving& moving) const {
  at::NoGradGuard no_grad;
  for (std::size_t f = 0; f < program_.frozen.size(); ++f) {
    const sema::Frozen& frozen = program_.frozen[f];
    if (frozen.source != problem) continue;
    FrozenState& state = world.frozen[f];
    if (frozen.kind == Kind::copy) {
      if (moving.steps % frozen.every == 0) state = {constants(moving.parameters), moving.buffers};
      continue;
    }
    Tensors next;
    for (std::size_t i = 0; i < state.parameters.size(); ++i)
      next.push_back(at::lerp(state.parameters[i], moving.parameters[i].detach(), 1 - frozen.decay));
    state = {std::move(next), moving.buffers};
  }
}

}  // namespace mlo::engine
