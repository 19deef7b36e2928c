#include "runtime/ops/shape.h"

namespace mlo::ops {

std::string shape_text(c10::ArrayRef<std::int64_t> shape) {
  std::string out = "[";
  for (const std::int64_t size : shape) out += (out.size() > 1 ? ", " : "") + std::to_string(size);
  return out + "]";
}

}  // namespace mlo::ops
