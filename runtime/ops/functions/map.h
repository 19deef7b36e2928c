// Rows of tables for functions that LibTorch has as they stand: `{"exp(x: tensor)", "...", real<at::exp>}`.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

using Map = Tensor (*)(const Tensor&);
using Map2 = Tensor (*)(const Tensor&, const Tensor&);

/// Keeps whole numbers whole.
template <Map f>
Value keep(Call& call) {
  return f(call.tensor(0));
}

/// Of fractions: whole numbers become the run's precision first.
template <Map f>
Value real(Call& call) {
  return f(call.floating(0));
}

template <Map2 f>
Value real(Call& call) {
  return f(call.floating(0), call.floating(1));
}

}  // namespace mlo::ops
