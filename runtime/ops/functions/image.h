// Images for the record of a run.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

/// `[H, W]`, `[C, H, W]`, or a batch `[N, C, H, W]` laid out as a grid: `[C, h, w]`.
Value image(Call& call);

}  // namespace mlo::ops
