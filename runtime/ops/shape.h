// Shapes in messages.
#pragma once

#include <c10/util/ArrayRef.h>

#include <cstdint>
#include <string>

namespace mlo::ops {

/// `[2, 3]`; `[]` of a scalar.
std::string shape_text(c10::ArrayRef<std::int64_t> shape);

}  // namespace mlo::ops
