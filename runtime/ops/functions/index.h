// x[i, a:b, none, indices]
#pragma once

#include "runtime/ops/call.h"

namespace mlo::ops {

/// Arguments: a tensor and a list of subscripts, each an integer, `none`, a tensor of indices, or a list
/// `[begin, end, step]` for a slice. NumPy's meaning.
/// Or the list that a function with several results gives, and an integer: one of them.
Value index(Call& call);

}  // namespace mlo::ops
