// Runs the program on each case of each area and compares what it prints, on both streams in their order, and its exit
// status. The first line of a case may say how: `# args: check --emit=ast`; else it is `check`.
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "tests/golden/golden.h"
#include "tests/unit/catch.h"

namespace {

using namespace mlo::golden;

/// Cases of the front end alone, which its own test runs without the program.
constexpr const char* in_process = "syntax";

std::vector<std::string> arguments(const fs::path& source) {
  std::ifstream in(source);
  std::string line;
  std::getline(in, line);
  const std::string mark = "# args: ";
  std::istringstream words(line.starts_with(mark) ? line.substr(mark.size()) : "check");
  std::vector<std::string> result{MLO_BINARY};
  for (std::string word; words >> word;) result.push_back(word);
  result.push_back(source.filename().string());
  return result;
}

[[noreturn]] void become(const std::vector<std::string>& words, const fs::path& directory, int output) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir(directory.c_str()) == 0) execv(argv[0], argv.data());
  _exit(127);
}

/// What the program prints, and `exit: n`.
std::string run(const fs::path& source) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) become(arguments(source), source.parent_path(), ends[1]);
  close(ends[1]);
  std::string result;
  char buffer[4096];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;) result.append(buffer, count);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  std::ostringstream end;
  if (WIFEXITED(status)) {
    end << "exit: " << WEXITSTATUS(status) << '\n';
  } else {
    end << "killed by signal " << WTERMSIG(status) << '\n';
  }
  return result + end.str();
}

std::vector<fs::path> areas() {
  std::vector<fs::path> result;
  for (const auto& entry : fs::directory_iterator(root())) {
    if (entry.is_directory() && entry.path().filename() != in_process) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

TEST_CASE("the program says what the golden files expect") {
  for (const fs::path& area : areas()) {
    for (const fs::path& source : files(area, ".mlo")) {
      INFO(source.string());
      const std::string actual = run(source);
      CHECK(actual == expected(source, actual));
    }
  }
}

TEST_CASE("no golden file is left without its program") {
  for (const fs::path& area : areas()) CHECK(orphans(area) == std::vector<fs::path>{});
}
