// Options of commands whose values are numbers of a range or words of a list. A value that does not fit is a UsageError
// that names option, value and rule.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace mlo::cli {

/// Both ends included; without an upper end: any.
struct WholeRange {
  std::int64_t low = 0;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
};
/// Reads a whole number. Throws UsageError: "`--updates many`: that is no whole number".
std::int64_t whole_number(const std::string& option, const std::string& text, WholeRange range);
/// Both ends included.
struct RealRange {
  double low = 0;
  double high = 1;
};
double real_number(const std::string& option, const std::string& text, RealRange range);
void add_real_number(CLI::App& command, const std::string& option, RealRange range, double& value,
                     const std::string& description);

/// The place of a word among those that an option takes. Throws UsageError.
std::size_t choice(const std::string& option, const std::string& text, const std::vector<std::string>& words);

void add_whole_number(CLI::App& command, const std::string& option, WholeRange range,
                      std::function<void(std::int64_t)> take, const std::string& description);
/// `type` is how the help calls a word of the list: `FORMAT`.
void add_choice(CLI::App& command, const std::string& option, const std::string& type, std::vector<std::string> words,
                std::function<void(std::size_t)> take, const std::string& description);

/// The same for a list of words and what each stands for.
template <typename T>
void add_choice(CLI::App& command, const std::string& option, const std::string& type,
                const std::vector<std::pair<std::string, T>>& meanings, T& value, const std::string& description) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : meanings) words.push_back(word);
  add_choice(
      command, option, type, std::move(words), [meanings, &value](std::size_t i) { value = meanings[i].second; },
      description);
}

}  // namespace mlo::cli
