// Rounds whose derivative is worked out when it is asked for, without their graph: see segments.cpp and tangents.cpp.
#include <ATen/ATen.h>

#include "runtime/engine/compiled.h"

namespace mlo::engine {

Tensors Player::moving_state(const std::vector<Moving>& members) {
  Tensors out;
  for (const Moving& member : members) out.insert(out.end(), member.parameters.begin(), member.parameters.end());
  for (const Moving& member : members)
    for (const optim::Slots& slots : member.slots)
      for (const Tensor& t : slots)
        if (t.defined() && t.is_floating_point()) out.push_back(t);
  return out;
}

std::vector<Tensors> Player::attach_round(const RoundPtr& round, const View& view, Unrolling unrolling,
                                          PullBack pull_back) const {
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
      [this, round, seen_from, unrolling, pull_back](const Tensors& v, const Tensors& u, bool again) {
        if (!again) return (this->*pull_back)(*round, seen_from(u), u, v);
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

}  // namespace mlo::engine
