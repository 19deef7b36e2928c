// Losses of classes.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

Value cross_entropy(Call& call);
Value nll_loss(Call& call);

}  // namespace mlo::ops
