// A recorded round, run again with a graph: the same start, batches and draws, other tensors outside.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"

namespace mlo::engine {

std::vector<Moving> Player::replay_start(const Round& round, const View& view, Unrolling::Mode mode) const {
  const graph::Unit& unit = schedule_.units[round.unit];
  std::vector<Moving> moving;
  for (std::size_t i = 0; i < unit.members.size(); ++i)
    moving.push_back(begin(unit.members[i], round.start[i], round.steps[0][0], i, view, mode));
  return moving;
}

void Player::replay_step(const Round& round, std::int64_t k, std::vector<Moving>& moving, const View& view,
                         Unrolling::Mode mode, bool graph) const {
  const graph::Unit& unit = schedule_.units[round.unit];
  View now = view;
  for (std::size_t i = 0; i < moving.size(); ++i) now[unit.members[i]] = moving[i].parameters;
  std::vector<PassResult> results;
  for (const Pass& pass : round.steps[static_cast<std::size_t>(k)]) {
    PassResult result;
    result.pass = pass;
    for (std::size_t i = 0; i < unit.members.size(); ++i) {
      const ProblemId problem = unit.members[i];
      View own = mode == Unrolling::Mode::first_order ? as_leaves(now, {problem}) : now;
      attach_below(problem, round.unit, pass, own);
      const Derivative derivative{graph && mode == Unrolling::Mode::full, true};
      result.gradients.push_back(differentiate(problem, pass, i, own, nullptr, nullptr, derivative).gradient);
      result.buffers.push_back(moving[i].buffers);
    }
    results.push_back(std::move(result));
  }
  std::vector<Tensors> gradients;
  {
    at::AutoGradMode grad(graph);
    gradients = mean_gradients(round.unit, results);
  }
  move(round.unit, moving, std::move(gradients), results.back(), now, graph);
}

std::vector<Tensors> Player::replay(const Round& round, const View& view, Unrolling unrolling) const {
  const auto count = static_cast<std::int64_t>(round.steps.size());
  const std::int64_t graph_from = unrolling.first(count);
  std::vector<Moving> moving = replay_start(round, view, unrolling.mode);
  for (std::int64_t k = 0; k < count; ++k) {
    const bool graph = k >= graph_from;
    if (!graph || k == graph_from)
      for (Moving& member : moving)
        for (Tensor& t : member.parameters)
          if (!graph || graph_from > 0 || !t.requires_grad()) t = t.detach().requires_grad_();
    replay_step(round, k, moving, view, unrolling.mode, graph);
  }
  std::vector<Tensors> out;
  for (Moving& member : moving) out.push_back(std::move(member.parameters));
  return out;
}

}  // namespace mlo::engine
