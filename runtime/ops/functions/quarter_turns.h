// Each image of a batch turned by its own multiple of 90 degrees.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

/// Arguments: images `[k, ..., H, H]`, turns `[k]`.
Value quarter_turns(Call& call);

}  // namespace mlo::ops
