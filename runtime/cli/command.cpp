#include "runtime/cli/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "compiler/source/diagnostic.h"

namespace mlo::cli {
namespace {

std::string rule_of(const std::string& option, WholeRange range) {
  const bool open = range.high == WholeRange().high;
  return open ? fmt::format("`{}` takes a whole number, {} or more", option, range.low)
              : fmt::format("`{}` takes a whole number from {} to {}", option, range.low, range.high);
}

std::int64_t read_whole_number(const std::string& option, const std::string& text, WholeRange range) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (stop != end || error == std::errc::invalid_argument)
    throw UsageError(fmt::format("`{} {}`: that is no whole number", option, text), rule_of(option, range));
  if (error == std::errc::result_out_of_range || number < range.low || number > range.high)
    throw UsageError(fmt::format("`{} {}` is out of range", option, text), rule_of(option, range));
  return number;
}

double read_real_number(const std::string& option, const std::string& text, RealRange range) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const std::string rule = fmt::format("`{}` takes a number from {} to {}", option, range.low, range.high);
  if (stop != end || error == std::errc::invalid_argument)
    throw UsageError(fmt::format("`{} {}`: that is no number", option, text), rule);
  if (error == std::errc::result_out_of_range || !(number >= range.low && number <= range.high))
    throw UsageError(fmt::format("`{} {}` is out of range", option, text), rule);
  return number;
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

/// The place of a word among those that an option takes.
std::size_t read_choice(const std::string& option, const std::string& text, const std::vector<std::string>& words) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto near = did_you_mean(text, words);
  throw UsageError(fmt::format("`{}` does not take `{}`", option, text),
                   near ? fmt::format("did you mean `{} {}`? It takes {}", option, *near, listed(words))
                        : fmt::format("it takes {}", listed(words)));
}

}  // namespace

Command::Command(CLI::App& app, const std::string& name, const std::string& description)
    : app_(*app.add_subcommand(name, description)) {}

void Command::argument(const std::string& name, std::string& value, const std::string& description) {
  app_.add_option(name, value, description);
}

void Command::argument(const std::string& name, std::vector<std::string>& values, const std::string& description) {
  app_.add_option(name, values, description);
}

void Command::require(const std::string& name) { app_.get_option(name)->required(); }

void Command::flag(const std::string& option, bool& value, const std::string& description) {
  app_.add_flag(option, value, description);
}

void Command::text(const std::string& option, const std::string& type, std::function<void(std::string)> take,
                   const std::string& description) {
  app_.add_option_function<std::string>(option, std::move(take), description)->type_name(type);
}

void Command::texts(const std::string& option, const std::string& type, std::vector<std::string>& values,
                    const std::string& description) {
  app_.add_option(option, values, description)->type_name(type)->allow_extra_args(false);
}

void Command::whole_number(const std::string& option, WholeRange range, std::function<void(std::int64_t)> take,
                           const std::string& description) {
  text(
      option, "N",
      [option, range, take = std::move(take)](const std::string& given) {
        take(read_whole_number(option, given, range));
      },
      description);
}

void Command::real_number(const std::string& option, RealRange range, double& value, const std::string& description) {
  text(
      option, "X",
      [option, range, &value](const std::string& given) { value = read_real_number(option, given, range); },
      description);
}

void Command::choice(const std::string& option, const std::string& type, std::vector<std::string> words,
                     std::function<void(std::size_t)> take, const std::string& description) {
  text(
      option, type,
      [option, words = std::move(words), take = std::move(take)](const std::string& given) {
        take(read_choice(option, given, words));
      },
      description);
}

void Command::examples(const std::string& lines) { app_.footer("Examples:\n" + lines); }

void Command::does(Action& action, Action what) {
  app_.callback([&action, what = std::move(what)] { action = what; });
}

}  // namespace mlo::cli
