// The optimizers' steps, one file each; `optimizers.cpp` is their table. Every one is PyTorch's, operation by
// operation.
#pragma once

#include "runtime/optim/optimizer.h"

namespace mlo::optim {

Tensor sgd_step(StepCall& call);
/// Of its arguments together; empty where they go together.
std::string sgd_contradiction(const sema::Arguments& arguments);
Tensor adam_step(StepCall& call);
Tensor adamw_step(StepCall& call);
Tensor rmsprop_step(StepCall& call);
Tensor adagrad_step(StepCall& call);
Tensor adadelta_step(StepCall& call);
Tensor adamax_step(StepCall& call);
Tensor nadam_step(StepCall& call);
Tensor radam_step(StepCall& call);

}  // namespace mlo::optim
