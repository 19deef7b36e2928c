// The arithmetic that optimizers share: hyperparameters that are numbers or tensors, and slots that start as zeros.
#pragma once

#include "runtime/optim/optimizer.h"

namespace mlo::optim {

/// x - h * numerator / denominator, with one operation where h is a number.
Tensor subtract_quotient(const Tensor& x, const Hyper& h, const Tensor& numerator, const Tensor& denominator);

/// 1 - h
Hyper complement(const Hyper& h);

/// decay * average + (1 - decay) * x^2, decay a constant.
Tensor average_of_squares(const Tensor& average, double decay, const Tensor& x);

/// The gradient of what is descended: with coupled weight decay, g + decay * p.
Tensor decayed(const StepCall& call, std::size_t weight_decay);

/// The slot as the last step left it; `value` everywhere before the first one.
Tensor slot_or(const StepCall& call, std::size_t slot, double value = 0);

}  // namespace mlo::optim
