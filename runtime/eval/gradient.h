// `grad(f, at = x)`: a derivative that an expression takes.
#pragma once

#include "runtime/ops/value.h"

namespace mlo::eval {

using ops::Value;

/// d f / d at, itself differentiable. `f`: a tensor that is a number (else throws std::invalid_argument); `at`: a
/// tensor or a list of them, each with `requires_grad`. In the structure of `at`; zeros along what f does not read.
Value gradient(const Value& f, const Value& at);

/// A constant as something that derivatives can be taken along.
Value with_gradient(Value value);

}  // namespace mlo::eval
