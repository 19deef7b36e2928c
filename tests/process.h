// Other processes, for tests of the whole program.
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mlo::test {

struct Finished {
  std::string text;  ///< what it printed, on both streams in their order
  int exit = 0;      ///< its exit status, or the number of the signal that ended it, negative
};

/// A child of this process, at work.
class Process {
 public:
  /// Forks; the child does this work in that directory, and what it returns is its exit status.
  Process(const std::function<int()>& work, const std::filesystem::path& directory);
  /// Runs `words[0]` with the rest as its arguments.
  Process(std::vector<std::string> words, const std::filesystem::path& directory);
  /// Waits for its end. Once.
  Finished wait();

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> output_;
  int child_ = 0;
};

}  // namespace mlo::test
