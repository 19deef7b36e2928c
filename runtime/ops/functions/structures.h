// Reductions over several tensors at once (the parameters of a module), and accuracy.
#pragma once

#include "runtime/ops/backward.h"

namespace mlo::ops {

Value numel(Call& call);
Value sqdist(Call& call);
Value sqnorm(Call& call);
Value dot(Call& call);
Value accuracy(Call& call);

void sqdist_back(const BackwardCall& call);
void sqnorm_back(const BackwardCall& call);
void dot_back(const BackwardCall& call);

}  // namespace mlo::ops
