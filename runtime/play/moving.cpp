#include "runtime/play/moving.h"

#include <ATen/ATen.h>

namespace mlo::engine {

void cut(std::vector<Moving>& members) {
  for (Moving& member : members) {
    for (Tensor& t : member.parameters) t = t.detach().requires_grad_();
    for (optim::Slots& slots : member.slots)
      for (Tensor& t : slots)
        if (t.defined()) t = t.detach();
  }
}

ProblemState constant_state(const Moving& moving) {
  ProblemState out{moving.parameters, moving.buffers, moving.slots, moving.steps};
  const auto detach = [](Tensor& t) {
    if (t.defined() && t.requires_grad()) t = t.detach();
  };
  for (Tensor& t : out.parameters) detach(t);
  for (optim::Slots& slots : out.slots)
    for (Tensor& t : slots) detach(t);
  return out;
}

Tensors moving_state(const std::vector<Moving>& members) {
  Tensors out;
  for (const Moving& member : members) out.insert(out.end(), member.parameters.begin(), member.parameters.end());
  for (const Moving& member : members)
    for (const optim::Slots& slots : member.slots)
      for (const Tensor& t : slots)
        if (t.defined() && t.is_floating_point()) out.push_back(t);
  return out;
}

}  // namespace mlo::engine
