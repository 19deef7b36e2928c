#include "runtime/ops/constant.h"

namespace mlo::ops {

Value constant_value(const sema::Argument& argument) {
  if (const auto* b = std::get_if<bool>(&argument.value)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&argument.value)) return *i;
  if (const auto* d = std::get_if<double>(&argument.value)) return *d;
  if (const auto* s = std::get_if<std::string>(&argument.value)) return *s;
  if (const sema::Arguments* list = argument.list()) return constant_values(*list);
  return {};
}

std::vector<Value> constant_values(const sema::Arguments& arguments) {
  std::vector<Value> out;
  for (const sema::Argument& argument : arguments) out.push_back(constant_value(argument));
  return out;
}

}  // namespace mlo::ops
