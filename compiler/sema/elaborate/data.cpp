// Datasets: their declarations, and what is known of them.
#include <fmt/format.h>

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

/// Whether what a dataset is made from can be had. One that cannot is reported once, where it stands, and not again at
/// each that is made from it.
bool Elaborator::has_sources(DataId id, Span span) {
  if (const auto known = has_sources_.find(id); known != has_sources_.end()) return known->second;
  std::vector<DataRef> sources;
  for (const Argument& argument : program_.data[id].arguments) collect(argument, sources);
  bool good = true;
  for (const DataRef& source : sources) {
    data_info(source, span);
    good = good && !bad_data_.contains(source.id) && has_sources(source.id, span);
  }
  return has_sources_[id] = good;
}

std::optional<DataInfo> Elaborator::data_info(DataRef data, Span span) {
  if (bad_data_.contains(data.id) || !has_sources(data.id, span)) return std::nullopt;
  try {
    return host_.describe(program_, data);
  } catch (const std::exception& failure) {
    const OriginId at = program_.data[data.id].origin;
    error("MLO0501", at == nothing ? span : program_.origins[at].span, failure.what());
    bad_data_.insert(data.id);
    return std::nullopt;
  }
}

void Elaborator::describe_all_data() {
  for (DataId id = 0; id < program_.data.size(); ++id)
    for (std::uint32_t part = 0; part < program_.data[id].parts; ++part)
      data_info({id, part}, program_.origins[program_.data[id].origin].span);
}

}  // namespace mlo::sema
