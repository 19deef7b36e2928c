// Datasets: their declarations, and what is known of them.
#include <fmt/format.h>

#include <set>

#include "compiler/sema/elaborate/elaborator.h"
#include "compiler/sema/lineage.h"

namespace mlo::sema {

void Elaborator::declare_data(File& file, const ast::Data& item) {
  const ScopePtr scope = file.scope;
  const auto work = [this, &item, scope]() -> Value {
    With with(*this, Context{});
    Value value = evaluate(*item.value, scope);
    const auto* data = value.as<DataRef>();
    if (value.unknown()) return {};
    if (data == nullptr) {
      error("MLO0301", item.value->span, "`data` takes a dataset")
          .at("this is " + describe(value))
          .with_help("for instance `data images = glyphs(classes = 10)`");
      return {};
    }
    if (item.names.size() == 1) {
      if (program_.data[data->id].names.empty()) program_.data[data->id].names = {item.names[0].text};
      return value;
    }
    program_.data[data->id].parts = static_cast<std::uint32_t>(item.names.size());
    Values parts;
    for (std::uint32_t i = 0; i < item.names.size(); ++i) {
      parts.push_back({DataRef{data->id, i}});
      program_.data[data->id].names.push_back(item.names[i].text);
    }
    return list_value(std::move(parts), true);
  };
  if (item.names.size() == 1) {
    define(*scope, item.names[0], work, true);
    return;
  }
  // All names share one evaluation, so that they are parts of one dataset.
  auto shared = std::make_shared<std::optional<Value>>();
  for (std::size_t i = 0; i < item.names.size(); ++i)
    define(
        *scope, item.names[i],
        [shared, work, i]() -> Value {
          if (!*shared) *shared = work();
          const ListValue* parts = (*shared)->list();
          return parts ? parts->items[i] : Value{};
        },
        true);
}

DataInfo Elaborator::data_info(DataRef data, Span span) {
  try {
    return host_.describe(program_, data);
  } catch (const std::exception& failure) {
    const OriginId at = program_.data[data.id].origin;
    error("MLO0501", at == nothing ? span : program_.origins[at].span, failure.what());
    return {};
  }
}

void Elaborator::describe_all_data() {
  // A dataset that cannot be had is reported once, not again at each that is made from it.
  std::set<DataId> bad;
  for (DataId id = 0; id < program_.data.size(); ++id) {
    const Data& data = program_.data[id];
    std::vector<DataRef> sources;
    for (const Argument& argument : data.arguments) collect(argument, sources);
    bool good = true;
    for (const DataRef& source : sources) good &= !bad.contains(source.id);
    const std::size_t before = diagnostics_.error_count();
    for (std::uint32_t part = 0; good && part < data.parts && diagnostics_.error_count() == before; ++part)
      data_info({id, part}, program_.origins[data.origin].span);
    if (!good || diagnostics_.error_count() > before) bad.insert(id);
  }
}

}  // namespace mlo::sema
