// Datasets: their declarations, what is known of them, and that what is kept for testing is read nowhere else.
#include <fmt/format.h>

#include <set>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

void collect(const Argument& argument, std::vector<DataRef>& out) {
  if (const auto* data = std::get_if<DataRef>(&argument.value)) out.push_back(*data);
  if (const Arguments* list = argument.list())
    for (const Argument& item : *list) collect(item, out);
}

struct Reading {
  DataRef data;
  OriginId origin;
};

void readings(const Block& block, std::vector<Reading>& out) {
  for (const Loader& loader : block.loaders) out.push_back({loader.data, loader.origin});
  for (const Node& node : block.nodes) {
    std::vector<DataRef> found;
    for (const Argument& argument : node.arguments) collect(argument, found);
    for (const DataRef& data : found) out.push_back({data, node.origin});
  }
}

void mark_envs(const Block& block, std::set<EnvId>& envs) {
  for (const Node& node : block.nodes)
    if (node.kind == Node::Kind::env) envs.insert(node.owner);
}

/// As the program names it; "a dataset" where it has no name.
std::string name_of(const Program& program, DataRef data) {
  const auto& names = program.data[data.id].names;
  const bool named = data.part < names.size() && !names[data.part].empty();
  return named ? "`" + names[data.part] + "`" : "a dataset";
}

/// Whether `part` was cut from `whole`, or made from it, at any depth.
bool made_from(const Program& program, DataRef part, DataRef whole) {
  if (part == whole) return true;
  std::vector<DataRef> sources;
  for (const Argument& argument : program.data[part.id].arguments) collect(argument, sources);
  for (const DataRef& source : sources)
    if (made_from(program, source, whole)) return true;
  return false;
}

}  // namespace

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

void Elaborator::check_test_data() {
  std::vector<Reading> kept, others;
  for (const Measure& measure : program_.measures) {
    auto& into = measure.kind == Measure::Kind::test ? kept : others;
    readings(measure.block, into);
    std::set<EnvId> envs(measure.envs.begin(), measure.envs.end());
    for (EnvId env : envs) readings(program_.envs[env].block, into);
  }
  std::set<EnvId> trained;
  for (const Problem& problem : program_.problems) {
    readings(problem.block, others);
    mark_envs(problem.block, trained);
  }
  for (EnvId env : trained) readings(program_.envs[env].block, others);
  for (const Reading& other : others)
    for (const Reading& test : kept) {
      const std::string read = name_of(program_, other.data), kept_one = name_of(program_, test.data);
      std::string how;
      if (other.data == test.data)
        how = "is";
      else if (made_from(program_, other.data, test.data))
        how = "is made from " + kept_one + ", which is";
      else if (made_from(program_, test.data, other.data))
        how = "holds " + kept_one + ", which is";
      else
        continue;
      diagnostics_.error("MLO0502", outermost(other.origin), fmt::format("{} {} kept for testing", read, how))
          .at("and it is read here")
          .label(outermost(test.origin), fmt::format("`test` reads {}", kept_one))
          .with_help("read another part: `split` and `split_classes` cut a set into parts that share nothing");
      break;
    }
}

}  // namespace mlo::sema
