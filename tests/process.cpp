#include "tests/process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

namespace mlo::test {
namespace {

/// The work of a child that becomes another program. Made before the fork.
std::function<int()> execution(std::vector<std::string> words) {
  return [words = std::move(words)]() mutable {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    return 127;
  };
}

[[noreturn]] void live(const std::function<int()>& work, const char* directory, int output) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  const int status = chdir(directory) == 0 ? work() : 127;
  std::cout.flush();
  std::fflush(nullptr);
  _exit(status);
}

std::string read_all(std::FILE* file) {
  std::rewind(file);
  std::string result;
  char buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;) result.append(buffer, count);
  return result;
}

}  // namespace

Process::Process(const std::function<int()>& work, const std::filesystem::path& directory)
    : output_(std::tmpfile(), &std::fclose) {
  if (output_ == nullptr) throw std::runtime_error("no temporary file");
  std::cout.flush();
  std::fflush(nullptr);  // or the child would print again what waits in the buffers
  child_ = fork();
  if (child_ < 0) throw std::runtime_error("no process");
  if (child_ == 0) live(work, directory.c_str(), fileno(output_.get()));
}

Process::Process(std::vector<std::string> words, const std::filesystem::path& directory)
    : Process(execution(std::move(words)), directory) {}

Finished Process::wait() {
  int status = 0;
  waitpid(child_, &status, 0);
  return {read_all(output_.get()), WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)};
}

}  // namespace mlo::test
