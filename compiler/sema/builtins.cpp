// Calls of builtins: arguments bound to the signature, checked, and written as a node.
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

bool is_integer(const Argument& a) { return std::holds_alternative<std::int64_t>(a.value); }
bool is_tensor_like(const Argument& a) { return a.node() != nullptr || a.is_number(); }
template <class Test>
bool all_items(const Argument& a, Test test) {
  const Arguments* list = a.list();
  return list != nullptr && std::all_of(list->begin(), list->end(), test);
}

bool fits(const Argument& a, Type type) {
  switch (type) {
    case Type::any: return true;
    case Type::boolean: return std::holds_alternative<bool>(a.value);
    case Type::integer: return is_integer(a);
    case Type::real: return a.is_number();
    case Type::number: return is_tensor_like(a) || all_items(a, is_tensor_like);
    case Type::string: return std::holds_alternative<std::string>(a.value);
    case Type::tensor: return is_tensor_like(a) || std::holds_alternative<bool>(a.value);
    case Type::tensors: return is_tensor_like(a) || all_items(a, is_tensor_like);
    case Type::integers: return is_integer(a) || all_items(a, is_integer);
    case Type::reals: return a.is_number() || all_items(a, [](const Argument& i) { return i.is_number(); });
    case Type::dataset: return std::holds_alternative<DataRef>(a.value);
  }
  return false;
}

const char* wanted(Type type) {
  switch (type) {
    case Type::any: return "a value";
    case Type::boolean: return "`true` or `false`";
    case Type::integer: return "a constant whole number";
    case Type::real: return "a constant number";
    case Type::number: return "a number or a tensor";
    case Type::string: return "a string";
    case Type::tensor: return "a tensor";
    case Type::tensors: return "a tensor or a list of tensors";
    case Type::integers: return "a constant whole number or a list of them";
    case Type::reals: return "a list of constant numbers";
    case Type::dataset: return "a dataset";
  }
  return "";
}

std::string range_text(const Parameter& p) {
  if (std::isinf(p.high)) return fmt::format("at least {}", p.low);
  if (std::isinf(p.low)) return fmt::format("at most {}", p.high);
  return fmt::format("between {} and {}", p.low, p.high);
}

}  // namespace

const Builtin& Elaborator::operator_builtin(const char* name) {
  const Builtin* builtin = catalog_.find(name);
  if (builtin == nullptr) throw std::logic_error(fmt::format("the catalog lacks `{}`, which an operator needs", name));
  return *builtin;
}

std::optional<Argument> Elaborator::to_argument(const Value& value) {
  if (value.as<std::monostate>()) return Argument{};
  if (const auto* v = value.as<bool>()) return Argument{*v};
  if (const auto* v = value.as<std::int64_t>()) return Argument{*v};
  if (const auto* v = value.as<double>()) return Argument{*v};
  if (const auto* v = value.as<std::string>()) return Argument{*v};
  if (const auto* v = value.as<NodeRef>()) return Argument{*v};
  if (const auto* v = value.as<DataRef>()) return Argument{*v};
  std::optional<Values> items;
  if (const ListValue* list = value.list())
    items = list->items;
  else if (value.as<RangeValue>())
    items = iterate(value, {});
  if (!items || !spend(items->size())) return std::nullopt;
  Arguments out;
  for (const Value& item : *items) {
    auto argument = to_argument(item);
    if (!argument) return std::nullopt;
    out.push_back(std::move(*argument));
  }
  return Argument{std::move(out)};
}

std::optional<Argument> Elaborator::convert(const Value& value, const Parameter& parameter, const std::string& function,
                                            Span span) {
  if (value.unknown()) return std::nullopt;
  auto argument = to_argument(value);
  if (argument && argument->is_none() && parameter.none_allowed) return argument;
  if (!argument || !fits(*argument, parameter.type)) {
    Diagnostic& d = error("MLO0301", span,
                          fmt::format("`{}` of `{}` must be {}", parameter.name, function, wanted(parameter.type)));
    d.at("this is " + describe(value));
    if (value.as<Instance>() || value.as<ProblemName>())
      d.with_help("a module is read by a call: `x()` for a tensor that is trained, `x(input)` for a network");
    return std::nullopt;
  }
  const auto outside = [&](const Argument& a) {
    return a.is_number() && (a.number() < parameter.low || a.number() > parameter.high);
  };
  if (outside(*argument) ||
      (argument->list() && std::any_of(argument->list()->begin(), argument->list()->end(), outside))) {
    error("MLO0305", span, fmt::format("`{}` of `{}` must be {}", parameter.name, function, range_text(parameter)))
        .at("this is " + describe(*argument));
    return std::nullopt;
  }
  if (const auto* word = std::get_if<std::string>(&argument->value); word && !parameter.choices.empty())
    if (std::find(parameter.choices.begin(), parameter.choices.end(), *word) == parameter.choices.end()) {
      Diagnostic& d = error("MLO0305", span,
                            fmt::format("`{}` of `{}` must be one of \"{}\"", parameter.name, function,
                                        fmt::join(parameter.choices, "\", \"")));
      d.at("this is " + describe(*argument));
      if (const auto guess = did_you_mean(*word, parameter.choices)) {
        d.with_help("did you mean \"" + *guess + "\"?");
        if (source_text(span).starts_with('"')) d.with_fix(span, '"' + *guess + '"');  // else it is an option's, or so
      }
      return std::nullopt;
    }
  return argument;
}

/// What is not given gets its default; false where there is none.
bool Elaborator::fill_defaults(const Signature& signature, const std::vector<bool>& given, Arguments& out, Span span) {
  bool good = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Parameter& parameter = signature.parameters[i];
    if (given[i]) continue;
    if (parameter.default_value) {
      out[i] = *parameter.default_value;
    } else if (parameter.variadic) {
      out[i].value = Arguments{};
    } else {
      error("MLO0303", span, fmt::format("`{}` needs `{}`", signature.name, parameter.name))
          .with_help("its signature: `" + signature.text + "`");
      good = false;
    }
  }
  return good;
}

std::optional<Arguments> Elaborator::bind(const Signature& signature, const CallArguments& arguments, Span span) {
  const auto& parameters = signature.parameters;
  std::vector<std::string> names;
  for (const Parameter& p : parameters) names.push_back(p.name);
  Arguments out(parameters.size());
  std::vector<bool> given(parameters.size(), false);
  std::vector<Span> places(parameters.size());
  std::size_t next = 0;
  bool good = true;
  for (const CallArgument& argument : arguments) {
    std::size_t slot = next;
    if (argument.name) {
      slot = static_cast<std::size_t>(std::find(names.begin(), names.end(), argument.name->text) - names.begin());
      if (slot == names.size()) {
        Diagnostic& d = error("MLO0302", argument.name->span,
                              fmt::format("`{}` has no argument `{}`", signature.name, argument.name->text));
        suggest(d, argument.name->span, argument.name->text, names);
        if (d.help.empty()) d.with_help("its signature: `" + signature.text + "`");
        good = false;
        continue;
      }
    } else if (slot >= parameters.size()) {
      error("MLO0304", argument.span,
            fmt::format("`{}` takes at most {} argument{}", signature.name, parameters.size(),
                        parameters.size() == 1 ? "" : "s"))
          .with_help("its signature: `" + signature.text + "`");
      return std::nullopt;
    } else if (!parameters[slot].variadic) {
      ++next;
    }
    auto converted = convert(argument.value, parameters[slot], signature.name, argument.span);
    if (!converted) {
      good = false;
      given[slot] = true;
      continue;
    }
    if (parameters[slot].variadic) {
      if (!given[slot]) out[slot].value = Arguments{};
      std::get<Arguments>(out[slot].value).push_back(std::move(*converted));
    } else if (given[slot]) {
      error("MLO0304", argument.span, fmt::format("`{}` is given twice", names[slot]))
          .label(places[slot], "first here")
          .with_help("keep one of the two");
      good = false;
    } else {
      out[slot] = std::move(*converted);
    }
    given[slot] = true;
    places[slot] = argument.span;
  }
  if (!fill_defaults(signature, given, out, span) || !good) return std::nullopt;
  return out;
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

Value Elaborator::apply_builtin(const Builtin& builtin, const CallArguments& arguments, Span span) {
  if (builtin.name() == "sum" && arguments.size() == 1 && arguments[0].value.list())
    return add_all(arguments[0].value.list()->items, span);
  auto bound = bind(builtin.signature, arguments, span);
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
