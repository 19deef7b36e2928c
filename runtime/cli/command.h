// A command as it is set up: what it takes, and what it does. A value that does not fit is a UsageError that names
// option, value and rule. `command.cpp` and `command_line.cpp` alone see CLI11, whose headers take ten seconds to
// compile.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "runtime/cli/exit.h"

namespace CLI {
class App;
}

namespace mlo::cli {

/// Set by the command that was given.
using Action = std::function<Exit()>;

/// Both ends included; without an upper end: any.
struct WholeRange {
  std::int64_t low = 0;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
};
/// Both ends included.
struct RealRange {
  double low = 0;
  double high = 1;
};

class Command {
 public:
  /// Adds itself to `app`.
  Command(CLI::App& app, const std::string& name, const std::string& description);

  // What it works on, one or several.
  void argument(const std::string& name, std::string& value, const std::string& description);
  void argument(const std::string& name, std::vector<std::string>& values, const std::string& description);
  /// Without the argument of that name nothing is done.
  void require(const std::string& name);

  // Options. `type` is how the help calls a value; `take` is given each value in its order.
  void flag(const std::string& option, bool& value, const std::string& description);
  void text(const std::string& option, const std::string& type, std::function<void(std::string)> take,
            const std::string& description);
  void texts(const std::string& option, const std::string& type, std::vector<std::string>& values,
             const std::string& description);
  void whole_number(const std::string& option, WholeRange range, std::function<void(std::int64_t)> take,
                    const std::string& description);
  void real_number(const std::string& option, RealRange range, double& value, const std::string& description);
  /// A word of a list: `take` is given its place there.
  void choice(const std::string& option, const std::string& type, std::vector<std::string> words,
              std::function<void(std::size_t)> take, const std::string& description);
  /// The same for a list of words and what each stands for.
  template <typename T>
  void choice(const std::string& option, const std::string& type,
              const std::vector<std::pair<std::string, T>>& meanings, T& value, const std::string& description) {
    std::vector<std::string> words;
    for (const auto& [word, meaning] : meanings) words.push_back(word);
    choice(
        option, type, std::move(words), [meanings, &value](std::size_t i) { value = meanings[i].second; }, description);
  }

  /// Command lines to learn from, a line each, at the end of its help.
  void examples(const std::string& lines);
  /// What it does, once the command line is read.
  void does(Action& action, Action what);

 private:
  CLI::App& app_;
};

}  // namespace mlo::cli
