// Losses of classes.
#pragma once

#include "runtime/ops/backward.h"

namespace mlo::ops {

Value cross_entropy(Call& call);
/// Along the logits.
void cross_entropy_back(const BackwardCall& call);
Value nll_loss(Call& call);

}  // namespace mlo::ops
