// Options, and what `--set` makes of them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "compiler/sema/elaborate/elaborator.h"

namespace mlo::sema {
namespace {

const char* type_word(const Argument& value) {
  if (std::holds_alternative<bool>(value.value)) return "`true` or `false`";
  if (std::holds_alternative<std::int64_t>(value.value)) return "a whole number";
  if (std::holds_alternative<double>(value.value)) return "a number";
  return "a string";
}

/// A range, or a list of choices, says itself what it takes; else that is finite numbers, and infinity where the
/// default is infinite.
bool takes(const Option& option, double value) {
  const bool ruled = option.low || option.high || !option.choices.empty();
  return ruled || std::isfinite(value) || value == option.default_value.number();
}

template <class T>
std::optional<T> parse_number(std::string text) {
  std::erase(text, '_');
  T out{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

void Elaborator::declare_option(File& file, const ast::Option& item) {
  const auto id = program_.options.size();
  Option option;
  option.name = item.name.text;
  option.doc = item.doc;
  option.span = item.name.span;
  program_.options.push_back(std::move(option));
  define(
      *file.scope, item.name, [this, id, &item] { return option_value(program_.options[id], item); }, true);
}

bool Elaborator::in_range(const Option& option, const Argument& value) const {
  if (!option.choices.empty())
    return std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end();
  // Written so that what is no number is in no range.
  return (!option.low || value.number() >= *option.low) && (!option.high || value.number() <= *option.high);
}

Value Elaborator::option_value(Option& option, const ast::Option& item) {
  With with(*this, Context{});
  const Value value = evaluate(*item.default_value, builtin_scope_);
  if (value.unknown()) return {};
  if (!(value.is_number() || value.as<bool>() || value.as<std::string>())) {
    error("MLO0301", item.default_value->span, "an option is a number, `true` or `false`, or a string")
        .at("this is " + describe(value))
        .with_help("anything else can stand in a `let`, which may be computed from options");
    return {};
  }
  option.default_value = option.value = *to_argument(value);
  std::string rule;
  if (item.range) {
    const auto* range = std::get_if<ast::Binary>(&item.range->node);
    if (range && range->op == ast::BinaryOp::range) {
      const Value low = evaluate(*range->left, builtin_scope_), high = evaluate(*range->right, builtin_scope_);
      if (low.is_number()) option.low = low.number();
      if (high.is_number()) option.high = high.number();
      if (!low.is_number() || !high.is_number())
        error("MLO0301", item.range->span, "a range goes from a number to a number")
            .with_help("choices that are no numbers stand in a list: `in [\"adam\", \"sgd\"]`");
      if (option.low && option.high && *option.low > *option.high) {
        error("MLO0305", item.range->span, fmt::format("the range of `{}` is empty", option.name))
            .at(fmt::format("{} is above {}", describe(low), describe(high)))
            .with_help(fmt::format("the smaller end stands first: `in {}..{}`", source_text(range->right->span),
                                   source_text(range->left->span)));
        option.low = option.high = std::nullopt;
      }
    } else if (const Value list = evaluate(*item.range, builtin_scope_); list.list() && to_argument(list)) {
      option.choices = *to_argument(list)->list();
    } else if (!list.unknown()) {
      error("MLO0301", item.range->span, "an option's range is `low..high` (both ends included) or a list of choices")
          .at("this is " + describe(list));
    }
    rule = source_text(item.range->span);
    if (!in_range(option, option.default_value))
      error("MLO0305", item.default_value->span,
            option.choices.empty() ? fmt::format("the default of `{}` is outside of its range", option.name)
                                   : fmt::format("the default of `{}` is none of its choices", option.name))
          .at("this is " + describe(value))
          .label(item.range->span, option.choices.empty() ? "the range, both ends included" : "the choices")
          .with_help("change one of the two");
  }
  for (const Setting& setting : settings_)
    if (setting.name == option.name) {
      const auto given = parse_setting(setting, option, item.name.span);
      if (given && !in_range(option, *given))
        error("MLO0312", item.name.span,
              option.choices.empty() ? fmt::format("`--set {}={}` is outside of the range", setting.name, setting.text)
                                     : fmt::format("`--set {}={}` is none of the choices", setting.name, setting.text))
            .label(item.range->span, option.choices.empty() ? "the range, both ends included" : "the choices")
            .with_help(option.choices.empty() ? "choose a value in " + rule : "choose one of " + rule);
      else if (given)
        option.value = *given;
    }
  if (const auto* b = std::get_if<bool>(&option.value.value)) return {*b};
  if (const auto* i = std::get_if<std::int64_t>(&option.value.value)) return {*i};
  if (const auto* d = std::get_if<double>(&option.value.value)) return {*d};
  return {std::get<std::string>(option.value.value)};
}

std::optional<Argument> Elaborator::parse_setting(const Setting& setting, const Option& option, Span span) {
  if (std::holds_alternative<std::string>(option.default_value.value)) return Argument{setting.text};
  if (std::holds_alternative<bool>(option.default_value.value)) {
    if (setting.text == "true" || setting.text == "false") return Argument{setting.text == "true"};
  } else if (std::holds_alternative<std::int64_t>(option.default_value.value)) {
    if (const auto number = parse_number<std::int64_t>(setting.text)) return Argument{*number};
  } else if (const auto number = parse_number<double>(setting.text)) {
    if (takes(option, *number)) return Argument{*number};
    error("MLO0312", span, fmt::format("`--set {}={}`: the option is a finite number", setting.name, setting.text))
        .at(fmt::format("its default is {}", describe(option.default_value)));
    return std::nullopt;
  }
  error("MLO0312", span,
        fmt::format("`--set {}={}`: the option is {}", setting.name, setting.text, type_word(option.default_value)))
      .at(fmt::format("its default is {}", describe(option.default_value)));
  return std::nullopt;
}

void Elaborator::check_settings(const std::vector<Setting>& settings) {
  std::vector<std::string> names;
  for (const Option& option : program_.options) names.push_back(option.name);
  for (const Setting& setting : settings) {
    if (std::find(names.begin(), names.end(), setting.name) != names.end()) continue;
    // It stands in no file: shown is the option that may be meant, else the first.
    const auto guess = did_you_mean(setting.name, names);
    const auto meant = std::find(names.begin(), names.end(), guess.value_or(""));
    const std::size_t shown = meant == names.end() ? 0 : static_cast<std::size_t>(meant - names.begin());
    Diagnostic& d = diagnostics_.error(
        "MLO0313", names.empty() ? Span{files_[0]->source, 0, 0} : program_.options[shown].span,
        fmt::format("`--set {}={}`: the program has no option `{}`", setting.name, setting.text, setting.name));
    if (!names.empty()) d.at("an option that it has");
    if (guess)
      d.with_help("did you mean `" + *guess + "`?");
    else if (!names.empty())
      d.with_help(fmt::format("its options: {}", fmt::join(names, ", ")));
    else
      d.with_help("it has none; an option is a line `option name = default`");
  }
}

}  // namespace mlo::sema
