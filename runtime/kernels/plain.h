// Which tensors the hand-written kernels take; all others go LibTorch's way.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// Dense, single or double precision, on the CPU, and not one of many tasks under `vmap`; `is_plain`: and contiguous.
inline bool can_be_plain(const Tensor& t) {
  return t.defined() && t.device().is_cpu() && t.layout() == at::kStrided &&
         (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble) &&
         !t.key_set().has(c10::DispatchKey::FuncTorchBatched);
}
inline bool is_plain(const Tensor& t) { return can_be_plain(t) && t.is_contiguous(); }

}  // namespace mlo::kernels
