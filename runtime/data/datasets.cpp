#include "runtime/data/datasets.h"

#include <fmt/format.h>

#include "runtime/ops/constant.h"

namespace mlo::data {

DatasetPtr Datasets::get(const sema::Program& program, sema::DataRef ref) {
  const std::lock_guard lock(mutex_);
  auto& parts = made_[ref.id];
  if (parts.empty()) {
    const sema::Data& def = program.data[ref.id];
    std::vector<ops::Value> arguments;
    for (const sema::Argument& argument : def.arguments) {
      const auto* source = std::get_if<sema::DataRef>(&argument.value);
      arguments.push_back(source ? ops::Value(get(program, *source)) : ops::constant_value(argument));
    }
    ops::Call call(arguments, at::TensorOptions());
    std::vector<DatasetPtr> made = static_cast<const DataBuiltin*>(def.builtin)->make(call);
    if (made.size() != def.parts)
      throw std::runtime_error(fmt::format("`{}` gives {} part{} and {} name{} stand before `=`", def.builtin->name(),
                                           made.size(), made.size() == 1 ? "" : "s", def.parts,
                                           def.parts == 1 ? "" : "s"));
    parts = std::move(made);
  }
  return parts.at(ref.part);
}

}  // namespace mlo::data
