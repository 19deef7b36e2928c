// Calls of builtins: folded where they are of numbers, else written as a node.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

/// Functions of numbers that are folded, so that `sqrt(2)` is a constant wherever one is wanted.
std::optional<double> fold_function(const std::string& name, const Arguments& arguments) {
  static const std::map<std::string, double (*)(double)> unary = {
      {"sqrt", std::sqrt},      {"exp", std::exp},   {"log", std::log},     {"sin", std::sin},
      {"cos", std::cos},        {"tan", std::tan},   {"tanh", std::tanh},   {"abs", std::fabs},
      {"floor", std::floor},    {"ceil", std::ceil}, {"log1p", std::log1p}, {"expm1", std::expm1},
      {"round", std::nearbyint}};
  for (const Argument& argument : arguments)
    if (!argument.is_number()) return std::nullopt;
  if (arguments.size() == 1)
    if (const auto it = unary.find(name); it != unary.end()) return it->second(arguments[0].number());
  if (arguments.size() == 2 && name == "maximum") return std::max(arguments[0].number(), arguments[1].number());
  if (arguments.size() == 2 && name == "minimum") return std::min(arguments[0].number(), arguments[1].number());
  return std::nullopt;
}

}  // namespace

const Builtin& Elaborator::operator_builtin(const char* name) {
  const Builtin* builtin = catalog_.find(name);
  if (builtin == nullptr) throw std::logic_error(fmt::format("the catalog lacks `{}`, which an operator needs", name));
  return *builtin;
}

Value Elaborator::call_node(const Builtin& builtin, Arguments arguments, Span span) {
  if (!can_read_tensors(span, fmt::format("`{}` gives a tensor", builtin.name()).c_str())) return {};
  Node node;
  node.builtin = &builtin;
  node.arguments = std::move(arguments);
  node.mode = context_.mode;
  node.origin = origin(span);
  if (builtin.draws) node.place = context_.block->next_place(context_.line);
  return {context_.block->add(std::move(node))};
}

/// Whether a draw can stand where the expression stands; if not, that is reported.
bool Elaborator::may_draw(const Builtin& builtin, Span span) {
  if (context_.draws_allowed) return true;
  const std::string draws = fmt::format("`{}` draws random numbers", builtin.name());
  if (context_.constant != nullptr)
    error("MLO0317", span, fmt::format("{}, and a `let` outside of problems is a constant", draws))
        .label(context_.constant->names[0].span, "it would be drawn anew wherever it is read")
        .with_help("move the `let` into the problem or the env that it is for: there it is one draw in each pass");
  else
    error("MLO0309", span, fmt::format("{}, and this draw has no name", draws))
        .with_help(fmt::format("give it one: a line `let draw = {}`, and read `draw` here", source_text(span)));
  return false;
}

/// `sum`, `mean`, `max` and `min` of a list: of its items, entry by entry where these are tensors.
std::optional<Value> Elaborator::reduce_list(const std::string& name, const Values& items, Span span) {
  if (name == "sum") return add_all(items, span);
  if (items.empty()) return std::nullopt;
  if (name == "mean")
    return apply_binary(ast::BinaryOp::divide, add_all(items, span), {static_cast<std::int64_t>(items.size())}, span,
                        span, span);
  if (name != "max" && name != "min") return std::nullopt;
  Value out = items[0];
  for (std::size_t i = 1; i < items.size() && !out.unknown(); ++i)
    out = apply_builtin(operator_builtin(name == "max" ? "maximum" : "minimum"),
                        {{{}, out, span}, {{}, items[i], span}}, span);
  return out;
}

Value Elaborator::apply_builtin(const Builtin& builtin, const CallArguments& arguments, Span span) {
  if (arguments.size() == 1 && arguments[0].value.list())
    if (auto reduced = reduce_list(builtin.name(), arguments[0].value.list()->items, span)) return *reduced;
  if (refuse_pair(builtin.name(), arguments, span)) return {};
  auto bound = bind(builtin, arguments, span);
  if (!bound) return {};
  if (builtin.kind == BuiltinKind::layer)
    return {std::make_shared<const Recipe>(Recipe{LayerRecipe{&builtin, std::move(*bound)}, origin(span)})};
  if (builtin.kind == BuiltinKind::data) {
    Data data;
    data.builtin = &builtin;
    data.arguments = std::move(*bound);
    data.origin = origin(span);
    program_.data.push_back(std::move(data));
    return {DataRef{static_cast<DataId>(program_.data.size() - 1), 0}};
  }
  if (const auto folded = fold_function(builtin.name(), *bound)) {
    const bool finite =
        std::all_of(bound->begin(), bound->end(), [](const Argument& a) { return std::isfinite(a.number()); });
    std::vector<std::string> given;
    for (const Argument& argument : *bound) given.push_back(describe(argument));
    const bool whole = std::all_of(bound->begin(), bound->end(), [](const Argument& a) { return a.is_integer(); });
    if (whole && (builtin.name() == "maximum" || builtin.name() == "minimum" || builtin.name() == "abs"))
      return {static_cast<std::int64_t>(*folded)};
    return finite_result(*folded, finite, fmt::format("`{}({})`", builtin.name(), fmt::join(given, ", ")), span);
  }
  if (builtin.draws && !may_draw(builtin, span)) return {};
  const std::size_t results = builtin.results ? builtin.results(*bound) : 0;
  Value out = call_node(builtin, std::move(*bound), span);
  if (results == 0 || !out.is_tensor()) return out;
  Values parts;
  for (std::size_t i = 0; i < results; ++i) {
    const Arguments place = {{static_cast<std::int64_t>(i)}};
    parts.push_back(call_node(operator_builtin("index"), {*to_argument(out), {place}}, span));
  }
  return list_value(std::move(parts), true);
}

}  // namespace mlo::sema
