// Reductions over several tensors at once (the parameters of a module), and accuracy.
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

Value numel(Call& call);
Value sqdist(Call& call);
Value sqnorm(Call& call);
Value dot(Call& call);
Value accuracy(Call& call);

}  // namespace mlo::ops
