#include "runtime/solve/first_derivatives.h"

#include <ATen/ATen.h>

namespace mlo::solve {

Tensors leaves(const Tensors& tensors, bool all) {
  Tensors out;
  for (const Tensor& t : tensors) out.push_back(t.detach().requires_grad_(all || t.requires_grad()));
  return out;
}

Tensors difference(const Tensors& a, const Tensors& b, double scale) {
  Tensors out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].defined() && b[i].defined()) out[i] = (a[i] - b[i]).detach() * scale;
  return out;
}

}  // namespace mlo::solve
