// Which tensors the hand-written kernels take; all others go LibTorch's way.
#pragma once

#include <ATen/core/Tensor.h>

namespace mlo::kernels {

using at::Tensor;

/// Dense, contiguous, single or double precision, on the CPU, and not one of many tasks under `vmap`.
inline bool is_plain(const Tensor& t) {
  return t.defined() && t.device().is_cpu() && t.layout() == at::kStrided &&
         (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble) &&
         !t.key_set().has(c10::DispatchKey::FuncTorchBatched) && t.is_contiguous();
}

}  // namespace mlo::kernels
