#include "runtime/cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "compiler/source/diagnostic.h"
#include "runtime/cli/exit.h"

namespace mlo::cli {
namespace {

std::string rule(const std::string& option, WholeRange range) {
  const bool open = range.high == WholeRange().high;
  return open ? fmt::format("`{}` takes a whole number, {} or more", option, range.low)
              : fmt::format("`{}` takes a whole number from {} to {}", option, range.low, range.high);
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace

std::int64_t whole_number(const std::string& option, const std::string& text, WholeRange range) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (stop != end || error == std::errc::invalid_argument)
    throw UsageError(fmt::format("`{} {}`: that is no whole number", option, text), rule(option, range));
  if (error == std::errc::result_out_of_range || number < range.low || number > range.high)
    throw UsageError(fmt::format("`{} {}` is out of range", option, text), rule(option, range));
  return number;
}

double real_number(const std::string& option, const std::string& text, RealRange range) {
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

std::size_t choice(const std::string& option, const std::string& text, const std::vector<std::string>& words) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto near = did_you_mean(text, words);
  throw UsageError(fmt::format("`{}` does not take `{}`", option, text),
                   near ? fmt::format("did you mean `{} {}`? It takes {}", option, *near, listed(words))
                        : fmt::format("it takes {}", listed(words)));
}

void add_whole_number(CLI::App& command, const std::string& option, WholeRange range,
                      std::function<void(std::int64_t)> take, const std::string& description) {
  command
      .add_option_function<std::string>(
          option,
          [option, range, take = std::move(take)](const std::string& text) { take(whole_number(option, text, range)); },
          description)
      ->type_name("N");
}

void add_real_number(CLI::App& command, const std::string& option, RealRange range, double& value,
                     const std::string& description) {
  command
      .add_option_function<std::string>(
          option, [option, range, &value](const std::string& text) { value = real_number(option, text, range); },
          description)
      ->type_name("X");
}

void add_choice(CLI::App& command, const std::string& option, const std::string& type, std::vector<std::string> words,
                std::function<void(std::size_t)> take, const std::string& description) {
  command
      .add_option_function<std::string>(
          option,
          [option, words = std::move(words), take = std::move(take)](const std::string& text) {
            take(choice(option, text, words));
          },
          description)
      ->type_name(type);
}

}  // namespace mlo::cli
