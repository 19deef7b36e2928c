#include "tests/golden/case.h"

#include <regex>
#include <sstream>

#include "runtime/cli/command_line.h"
#include "runtime/engine/memory.h"
#include "runtime/engine/threads.h"

namespace mlo::golden {
namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// `# args: WORDS` stand before the file's name, `# command: WORDS` are all; else it is `check`.
std::vector<std::string> arguments(const fs::path& source, const fs::path& temporary) {
  std::ifstream in(source);
  std::string line;
  std::getline(in, line);
  const std::string args = "# args: ", command = "# command: ";
  const std::string file = source.filename().string();
  std::string words = "check " + file;
  if (line.starts_with(args)) words = line.substr(args.size()) + " " + file;
  if (line.starts_with(command)) words = line.substr(command.size());
  replace_all(words, "{tmp}", temporary.string());
  std::istringstream rest(words);
  return {std::istream_iterator<std::string>(rest), {}};
}

/// Times, memory, versions and folders; and a warning that speaks of the machine.
std::string without_circumstances(std::string text, const fs::path& temporary) {
  static const std::pair<std::regex, const char*> rules[] = {
      {std::regex("\\b\\d{8}-\\d{6}-"), "{time}-"},
      {std::regex("in \\d+\\.\\d s, \\d+ MB of memory"), "in {seconds} s, {memory} MB of memory"},
      {std::regex("\"seconds\": ?[0-9.e+-]+"), "\"seconds\": {seconds}"},
      {std::regex("\"peak_rss_mb\": ?[0-9.e+-]+"), "\"peak_rss_mb\": {memory}"},
      {std::regex("\\bmlo \\d+\\.\\d+\\.\\d+"), "mlo {version}"},
      {std::regex("(LibTorch) \\d[^\\n]*\\n[^\\n]+\\n[^\\n]+"), "$1 {version}\n{blas}\n{compiler}"},
      {std::regex("warning: matrix products run on [^\\n]*\\n"), ""},
  };
  replace_all(text, temporary.string(), "{tmp}");
  replace_all(text, MLO_SOURCE_DIR, "{source}");
  for (const auto& [pattern, name] : rules) text = std::regex_replace(text, pattern, name);
  return text;
}

}  // namespace

Case::Case(const fs::path& source)
    : process_(
          [words = arguments(source, temporary_.path())] {
            engine::configure_threads();
            engine::limit_memory();
            return cli::run_command_line(words);
          },
          source.parent_path()) {}

std::string Case::outcome() {
  const test::Finished finished = process_.wait();
  const std::string end = finished.exit >= 0 ? "exit: " + std::to_string(finished.exit)
                                             : "killed by signal " + std::to_string(-finished.exit);
  return without_circumstances(finished.text, temporary_.path()) + end + "\n";
}

}  // namespace mlo::golden
