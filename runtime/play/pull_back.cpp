// Rounds whose derivative is worked out when it is asked for, without their graph: see segments.cpp and tangents.cpp.
#include <ATen/ATen.h>

#include "runtime/play/compiled.h"
#include "runtime/play/outside.h"

namespace mlo::engine {

std::vector<Tensors> Player::attach_round(const RoundPtr& round, const View& view, Unrolling unrolling,
                                          PullBack pull_back) const {
  const auto& members = schedule_.units[round->unit].members;
  std::vector<ProblemId> others;
  for (ProblemId problem = 0; problem < view.size(); ++problem)
    if (std::find(members.begin(), members.end(), problem) == members.end()) others.push_back(problem);
  const Outside outside(view, others);
  if (outside.tensors().empty()) return round->end;
  Tensors root;
  for (const Tensors& end : round->end) root.insert(root.end(), end.begin(), end.end());
  const Tensors flat = solve::attach(
      [this, round, outside, unrolling, pull_back](const Tensors& v, const Tensors& u, bool again) {
        if (!again) return (this->*pull_back)(*round, outside.seen(u), u, v);
        Tensors end;  // to be differentiated again: one graph after all
        for (Tensors& own : replay(*round, outside.seen(u), unrolling)) end.insert(end.end(), own.begin(), own.end());
        return solve::vector_jacobian(end, u, v, true, false);
      },
      root, outside.tensors());
  std::vector<Tensors> out;
  auto next = flat.begin();
  for (const Tensors& end : round->end) {
    out.emplace_back(next, next + static_cast<std::ptrdiff_t>(end.size()));
    next += static_cast<std::ptrdiff_t>(end.size());
  }
  return out;
}

}  // namespace mlo::engine
