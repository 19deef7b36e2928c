// Constants of a checked program as values.
#pragma once

#include <vector>

#include "compiler/sema/argument.h"
#include "runtime/ops/value.h"

namespace mlo::ops {

/// A number, a truth value, a string or a list of them; `none` for what only a run knows: nodes and datasets.
Value constant_value(const sema::Argument& argument);
std::vector<Value> constant_values(const sema::Arguments& arguments);

}  // namespace mlo::ops
