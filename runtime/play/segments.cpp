// `unroll(checkpoint = n)`: the derivative through a round's steps from n segments, of which one at a time is run again
// with a graph. Memory for n states and the graph of count / n steps instead of count; the steps are run twice.
// (Griewank 1992; for hyperparameters Maclaurin et al. 2015.)
#include <ATen/ATen.h>

#include "runtime/play/compiled.h"

namespace mlo::engine {

void Player::mark_segment(Round& round, std::int64_t step, const std::vector<Moving>& moving,
                          const Unrolling& unrolling, std::int64_t count) const {
  const std::int64_t from = unrolling.first(count);
  const std::int64_t length = (count - from + unrolling.checkpoint - 1) / unrolling.checkpoint;
  if (unrolling.checkpoint == 0 || step < from || (step - from) % length != 0) return;
  round.marks.push_back(step);
  round.marked.emplace_back();
  for (const Moving& member : moving) round.marked.back().push_back(constant_state(member));
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
      along = moving_state(moving);
      for (Tensor& t : along) t.requires_grad_();
    }
    const std::size_t states = along.size();
    along.insert(along.end(), u.begin(), u.end());
    for (std::int64_t k = first; k < end; ++k) replay_step(round, k, moving, view, Unrolling::Mode::full, true);
    const Tensors reached = moving_state(moving);
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
