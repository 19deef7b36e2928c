// Arguments of builtins: bound to the signature, and checked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

bool is_number(const Argument& a) { return a.is_number(); }
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
    case Type::integer: return a.is_integer();
    case Type::real: return a.is_number();
    case Type::number: return is_tensor_like(a) || all_items(a, is_tensor_like);
    case Type::string: return std::holds_alternative<std::string>(a.value);
    case Type::tensor: return is_tensor_like(a) || std::holds_alternative<bool>(a.value);
    case Type::tensors: return is_tensor_like(a) || all_items(a, is_tensor_like);
    case Type::integers: return a.is_integer() || all_items(a, [](const Argument& item) { return item.is_integer(); });
    case Type::reals: return a.is_number() || all_items(a, is_number);
    case Type::pair: return all_items(a, is_number) && a.list()->size() == 2;
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
    case Type::pair: return "a list of two constant numbers";
    case Type::dataset: return "a dataset";
  }
  return "";
}

bool has_range(const Parameter& p) { return std::isfinite(p.low) || std::isfinite(p.high); }

/// Of a number of a parameter that has a range.
bool within(const Parameter& p, double number) {
  const bool above = p.above_low ? number > p.low : number >= p.low;
  const bool below = p.below_high ? number < p.high : number <= p.high;
  return above && below && (p.infinite || std::isfinite(number));
}

std::string range_text(const Parameter& p) {
  const std::string low = fmt::format("{} {}", p.above_low ? "above" : "at least", p.low);
  const std::string high = fmt::format("{} {}", p.below_high ? "below" : "at most", p.high);
  if (std::isinf(p.high)) return low;
  if (std::isinf(p.low)) return high;
  return p.above_low || p.below_high ? low + " and " + high : fmt::format("between {} and {}", p.low, p.high);
}

}  // namespace

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
  const auto outside = [&](const Argument& a) { return a.is_number() && !within(parameter, a.number()); };
  if (has_range(parameter) &&
      (outside(*argument) ||
       (argument->list() && std::any_of(argument->list()->begin(), argument->list()->end(), outside)))) {
    const bool infinite = argument->is_number() && std::isinf(argument->number());
    error("MLO0305", span,
          fmt::format("`{}` of `{}` must be {}{}", parameter.name, function, infinite ? "finite, and " : "",
                      range_text(parameter)))
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

std::optional<Arguments> Elaborator::bind(const Builtin& builtin, const CallArguments& arguments, Span span) {
  if (refuse_habit(builtin, arguments)) return std::nullopt;
  auto bound = bind(builtin.signature, arguments, span);
  const std::string contradiction = bound && builtin.contradiction ? builtin.contradiction(*bound) : "";
  if (contradiction.empty()) return bound;
  error("MLO0305", span, contradiction);
  return std::nullopt;
}

std::optional<Arguments> Elaborator::bind(const Signature& signature, const CallArguments& arguments, Span span) {
  const auto& parameters = signature.parameters;
  std::vector<std::string> names;
  for (const Parameter& p : parameters) names.push_back(p.name);
  Arguments out(parameters.size());
  std::vector<bool> given(parameters.size(), false);
  std::vector<Span> places(parameters.size());
  std::size_t next = 0;
  bool good = true, renamed = false;
  for (const CallArgument& argument : arguments) {
    std::size_t slot = next;
    if (argument.name) {
      slot = static_cast<std::size_t>(std::find(names.begin(), names.end(), argument.name->text) - names.begin());
      if (slot == names.size()) {
        Diagnostic& d = error("MLO0302", argument.name->span,
                              fmt::format("`{}` has no argument `{}`", signature.name, argument.name->text));
        suggest(d, argument.name->span, argument.name->text, names);
        if (d.help.empty()) d.with_help("its signature: `" + signature.text + "`");
        renamed = true;
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
    if (given[slot] && !parameters[slot].variadic) {
      Diagnostic& d = error("MLO0304", argument.span, fmt::format("`{}` is given twice", names[slot]));
      d.label(places[slot], "first here").with_help("keep one of the two");
      if (is_decimal_comma(places[slot], argument.span)) {
        const Span whole = join(places[slot], argument.span);
        std::string number = source_text(whole);
        std::replace(number.begin(), number.end(), ',', '.');
        d.with_help(fmt::format("a decimal point is written `.`: `{}`", number)).with_fix(whole, number);
      }
      good = false;
      continue;
    }
    auto converted = convert(argument.value, parameters[slot], signature.name, argument.span);
    if (converted && parameters[slot].variadic) {
      if (!given[slot]) out[slot].value = Arguments{};
      std::get<Arguments>(out[slot].value).push_back(std::move(*converted));
    } else if (converted) {
      out[slot] = std::move(*converted);
    }
    good = good && converted.has_value();
    given[slot] = true;
    places[slot] = argument.span;
  }
  if (renamed) return std::nullopt;  // what seems to be missing may be what has another name
  if (!fill_defaults(signature, given, out, span) || !good) return std::nullopt;
  return out;
}

}  // namespace mlo::sema
