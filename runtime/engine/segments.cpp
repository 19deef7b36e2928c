// `unroll(checkpoint = n)`: the derivative through a round's steps from n segments, of which one at a time is run again
// with a graph. Memory for n states and the graph of count / n steps instead of count; the steps are run twice.
// (Griewank 1992; for hyperparameters Maclaurin et al. 2015.)
#include <ATen/ATen.h>

#include "runtime/engine/compiled.h"

namespace mlo::engine {
namespace {

/// The tensors that a derivative passes through: all members' parameters, then the slots that are numbers.
template <class Members>
Tensors state_of(const Members& members) {
  Tensors out;
  for (const auto& member : members) out.insert(out.end(), member.parameters.begin(), member.parameters.end());
  for (const auto& member : members)
    for (const optim::Slots& slots : member.slots)
      for (const Tensor& t : slots)
        if (t.defined() && t.is_floating_point()) out.push_back(t);
  return out;
}

}  // namespace

void Player::mark_segment(Round& round, std::int64_t step, const std::vector<Moving>& moving,
                          const Unrolling& unrolling, std::int64_t count) const {
  const std::int64_t from = unrolling.truncate > 0 ? std::max<std::int64_t>(0, count - unrolling.truncate) : 0;
  const std::int64_t length = (count - from + unrolling.checkpoint - 1) / unrolling.checkpoint;
  if (unrolling.checkpoint == 0 || step < from || (step - from) % length != 0) return;
  round.marks.push_back(step);
  round.marked.emplace_back();
  for (const Moving& member : moving) {
    ProblemState state;
    for (const Tensor& t : member.parameters) state.parameters.push_back(t.detach());
    state.buffers = member.buffers;
    state.slots = member.slots;
    state.steps = member.steps;
    round.marked.back().push_back(std::move(state));
  }
}

std::vector<Tensors> Player::attach_segments(const RoundPtr& round, const View& view, Unrolling unrolling) const {
  Tensors outside, root;
  std::vector<std::pair<ProblemId, std::size_t>> places;
  const auto& members = schedule_.units[round->unit].members;
  for (ProblemId problem = 0; problem < view.size(); ++problem) {
    if (std::find(members.begin(), members.end(), problem) != members.end()) continue;
    for (std::size_t i = 0; i < view[problem].size(); ++i)
      if (view[problem][i].defined() && view[problem][i].requires_grad()) {
        outside.push_back(view[problem][i]);
        places.emplace_back(problem, i);
      }
  }
  if (outside.empty()) return round->end;
  for (const Tensors& end : round->end) root.insert(root.end(), end.begin(), end.end());
  View constants = view;
  for (Tensors& parameters : constants)
    for (Tensor& t : parameters)
      if (t.defined()) t = t.detach();
  const auto seen_from = [constants, places](const Tensors& u) {
    View out = constants;
    for (std::size_t i = 0; i < u.size(); ++i) out[places[i].first][places[i].second] = u[i];
    return out;
  };
  const Tensors flat = solve::attach(
      [this, round, seen_from, unrolling](const Tensors& v, const Tensors& u, bool again) {
        if (!again) return pull_back_segments(*round, seen_from(u), u, v);
        Tensors end;  // to be differentiated again: one graph after all
        for (Tensors& own : replay(*round, seen_from(u), unrolling)) end.insert(end.end(), own.begin(), own.end());
        return solve::vector_jacobian(end, u, v, true, false);
      },
      root, outside);
  std::vector<Tensors> out;
  auto next = flat.begin();
  for (const Tensors& end : round->end) {
    out.emplace_back(next, next + static_cast<std::ptrdiff_t>(end.size()));
    next += static_cast<std::ptrdiff_t>(end.size());
  }
  return out;
}

Tensors Player::pull_back_segments(const Round& round, const View& view, const Tensors& u, const Tensors& v) const {
  Tensors total(u.size()), cotangents = v;
  auto end = static_cast<std::int64_t>(round.steps.size());
  for (std::size_t segment = round.marks.size(); segment-- > 0;) {
    const std::int64_t first = round.marks[segment];
    std::vector<Moving> moving;
    Tensors along;  // the state before the segment, then u
    if (first == 0) {
      moving = replay_start(round, view, Unrolling::Mode::full);
      for (Moving& member : moving)
        for (Tensor& t : member.parameters)
          if (!t.requires_grad()) t = t.detach().requires_grad_();
    } else {
      for (const ProblemState& state : round.marked[segment])
        moving.push_back({state.parameters, state.buffers, state.slots, state.steps});
      cut(moving);
      along = state_of(moving);
      for (Tensor& t : along) t.requires_grad_();
    }
    const std::size_t states = along.size();
    along.insert(along.end(), u.begin(), u.end());
    for (std::int64_t k = first; k < end; ++k) replay_step(round, k, moving, view, Unrolling::Mode::full, true);
    const Tensors reached = state_of(moving);
    cotangents.resize(reached.size());
    for (std::size_t i = 0; i < reached.size(); ++i)
      if (!cotangents[i].defined()) cotangents[i] = at::zeros_like(reached[i]);
    const Tensors g = solve::vector_jacobian(reached, along, cotangents, false, false);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const Tensor& more = g[states + i];
      if (more.defined()) total[i] = total[i].defined() ? total[i] + more : more;
    }
    cotangents.assign(g.begin(), g.begin() + static_cast<std::ptrdiff_t>(states));
    end = first;
  }
  return total;
}

}  // namespace mlo::engine
