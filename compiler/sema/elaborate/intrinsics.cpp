// Functions that the checker itself carries out, since they speak of the program and not of tensors.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

const Signature loader_signature = parse_signature(
    "loader(data: dataset, size: integer? in 1.. = none, shuffle: boolean = false, drop_last: boolean = false)");

/// Of UTF-8, in which every byte but a character's first is 10xxxxxx.
std::int64_t characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace

Value Elaborator::apply_intrinsic(const std::string& name, const CallArguments& arguments, Span span) {
  const auto takes = [&](std::size_t count) {
    if (arguments.size() == count) return true;
    error("MLO0304", span, fmt::format("`{}` takes {} argument{}", name, count, count == 1 ? "" : "s"));
    return false;
  };
  if (name == "loader") return loader(arguments, span);
  if (name == "grad") return derivative(arguments, span);
  if (name == "ema" || name == "copy") return follower(name, arguments, span);
  if (name == "load") return loaded(arguments, span);
  if (name == "params") return takes(1) ? params_of(arguments[0].value, arguments[0].span) : Value{};
  if (name == "detach") return takes(1) ? detached(arguments[0].value, span) : Value{};
  if (name == "len") return takes(1) ? length(arguments[0].value, arguments[0].span) : Value{};
  if (name == "num_classes") {
    if (!takes(1)) return {};
    return num_classes(arguments[0]);
  }
  if (name == "enumerate") {
    if (!takes(1)) return {};
    const auto items = iterate(arguments[0].value, arguments[0].span);
    if (!items) return {};
    Values out;
    for (std::size_t i = 0; i < items->size(); ++i)
      out.push_back(list_value({{static_cast<std::int64_t>(i)}, (*items)[i]}, true));
    return list_value(std::move(out));
  }
  if (name == "zip") {
    if (!takes(2)) return {};
    const auto a = iterate(arguments[0].value, arguments[0].span), b = iterate(arguments[1].value, arguments[1].span);
    if (!a || !b) return {};
    if (a->size() != b->size()) {
      error("MLO0305", span, fmt::format("`zip` of {} and {} items", a->size(), b->size()))
          .with_help("both must be equally long");
      return {};
    }
    Values out;
    for (std::size_t i = 0; i < a->size(); ++i) out.push_back(list_value({(*a)[i], (*b)[i]}, true));
    return list_value(std::move(out));
  }
  if (name == "fold") {
    if (!takes(3)) return {};
    const auto items = iterate(arguments[2].value, arguments[2].span);
    if (!items) return {};
    Value state = arguments[1].value;
    for (const Value& item : *items)
      state =
          apply(arguments[0].value, {{std::nullopt, state, span}, {std::nullopt, item, span}}, span, arguments[0].span);
    return state;
  }
  if (name == "repeat_module") {
    if (!takes(2)) return {};
    const auto* count = arguments[1].value.as<std::int64_t>();
    if (count == nullptr || *count < 1) {
      error("MLO0301", arguments[1].span, "`repeat_module` takes a module and how often")
          .at(describe(arguments[1].value));
      return {};
    }
    return repeated(arguments[0].value, *count, span);
  }
  error("MLO0304", span, fmt::format("`{}` takes one argument", name));
  return {};
}

/// `module >> module >> ...`
Value Elaborator::repeated(const Value& module, std::int64_t count, Span span) {
  if (count == 1) return module;
  const Value twice = compose(module, module, span, span);
  const Recipe* recipe = twice.recipe();
  if (recipe == nullptr) return {};
  const Values& stages = std::get<CompositionRecipe>(recipe->kind).stages;
  const std::size_t once = stages.size() / 2;
  if (!spend(std::min<std::size_t>(static_cast<std::size_t>(count), Limits::most_steps) * once)) return {};
  CompositionRecipe out{{}, module.depth()};
  for (std::int64_t i = 0; i < count; ++i)
    out.stages.insert(out.stages.end(), stages.begin(), stages.begin() + static_cast<std::ptrdiff_t>(once));
  return {std::make_shared<const Recipe>(Recipe{std::move(out), origin(span)})};
}

Value Elaborator::loader(const CallArguments& arguments, Span span) {
  const auto bound = bind(loader_signature, arguments, span);
  if (!bound) return {};
  if (context_.constant != nullptr && !context_.draws_allowed) {
    error("MLO0317", span, "a loader draws batches, and a `let` outside of problems is a constant")
        .label(context_.constant->names[0].span, "it would be another batch wherever it is read")
        .with_help(
            fmt::format("move it into the problem or the env that it is for: `batch x, y = {}`", source_text(span)));
    return {};
  }
  if (context_.block == nullptr || !context_.draws_allowed) {
    error("MLO0309", span, "a loader stands in a `batch` line (or a `let`, or an env), not inside an expression")
        .with_help(fmt::format("name the batch: `batch x, y = {}`", source_text(span)));
    return {};
  }
  Loader out;
  out.data = std::get<DataRef>((*bound)[0].value);
  out.size = (*bound)[1].is_none() ? 0 : std::get<std::int64_t>((*bound)[1].value);
  out.shuffle = std::get<bool>((*bound)[2].value);
  out.drop_last = std::get<bool>((*bound)[3].value);
  out.place = context_.block->next_place(context_.line);
  out.origin = origin(span);
  Block& block = context_.block->block();
  block.loaders.push_back(out);
  Values fields;
  for (std::uint32_t field = 0; field < 2; ++field) {
    Node node;
    node.kind = Node::Kind::batch;
    node.owner = static_cast<std::uint32_t>(block.loaders.size() - 1);
    node.index = field;
    node.origin = out.origin;
    fields.push_back({context_.block->add(std::move(node))});
  }
  return list_value(std::move(fields), true);
}

Value Elaborator::params_of(const Value& value, Span span) {
  const auto instance = as_instance(value, span);
  if (!instance) {
    error("MLO0301", span, "`params` takes a problem or a part of its module")
        .at("this is " + describe(value))
        .with_help("it gives a list of all parameters; a tensor alone can stand wherever such a list can");
    return {};
  }
  if (!instance->part || !can_read_tensors(span, "parameters are tensors")) return {};
  Values out;
  for (std::uint32_t i = instance->part->first_parameter; i < instance->part->end_parameter; ++i)
    out.push_back({context_.block->parameter(instance->owner, i, instance->detached, origin(span))});
  return list_value(std::move(out));
}

Value Elaborator::detached(const Value& value, Span span) {
  if (value.unknown() || value.is_number()) return value;
  if (auto problem = value.as<ProblemName>()) return {ProblemName{problem->id, true}};
  if (const auto* instance = value.as<Instance>()) {
    Instance out = *instance;
    out.detached = true;
    return {out};
  }
  if (value.is_tensor()) return call_node(operator_builtin("detach"), {*to_argument(value)}, span);
  if (const ListValue* list = value.list()) {
    Values out;
    for (const Value& item : list->items) out.push_back(detached(item, span));
    return list_value(std::move(out), list->tuple);
  }
  error("MLO0301", span, fmt::format("`detach` of {}", describe(value)))
      .with_help("tensors, lists of them, problems and modules can be detached");
  return {};
}

Value Elaborator::num_classes(const CallArgument& argument) {
  const auto* data = argument.value.as<DataRef>();
  if (data == nullptr) {
    error("MLO0301", argument.span, "`num_classes` takes a dataset").at("this is " + describe(argument.value));
    return {};
  }
  const auto info = data_info(*data, argument.span);
  if (!info) return {};
  if (info->classes > 0) return {info->classes};
  error("MLO0301", argument.span, "this dataset has no classes")
      .at("its targets are numbers")
      .with_help("a network that predicts numbers has as many outputs as there are numbers: `linear(1)` for one");
  return {};
}

Value Elaborator::length(const Value& value, Span span) {
  if (const ListValue* list = value.list()) return {static_cast<std::int64_t>(list->items.size())};
  if (const auto* range = value.as<RangeValue>()) return {range->size()};
  if (const auto* text = value.as<std::string>()) return {characters(*text)};
  if (const auto* data = value.as<DataRef>()) {
    const auto info = data_info(*data, span);
    return info ? Value{info->count} : Value{};
  }
  error("MLO0301", span, fmt::format("`len` of {}", describe(value)))
      .with_help("lists, ranges, strings and datasets have a length");
  return {};
}

}  // namespace mlo::sema
