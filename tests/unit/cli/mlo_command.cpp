#include "tests/unit/cli/mlo_command.h"

#include <unistd.h>

#include <cstdio>

#include "runtime/cli/command_line.h"
#include "tests/folder.h"

namespace mlo::test {
namespace {

/// Sends a stream into a file while it lives.
class Capture {
 public:
  Capture(std::FILE* stream, const std::filesystem::path& path) : stream_(stream), before_(::dup(::fileno(stream))) {
    std::fflush(stream_);
    std::FILE* file = std::fopen(path.c_str(), "w");
    ::dup2(::fileno(file), ::fileno(stream_));
    std::fclose(file);
  }
  ~Capture() {
    std::fflush(stream_);
    ::dup2(before_, ::fileno(stream_));
    ::close(before_);
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

 private:
  std::FILE* stream_;
  int before_;
};

}  // namespace

Ran mlo_command(const std::vector<std::string>& arguments) {
  const Folder folder;
  Ran ran;
  {
    const Capture out(stdout, folder / "out"), err(stderr, folder / "err");
    ran.code = cli::run_command_line(arguments);
  }
  ran.out = content(folder / "out");
  ran.err = content(folder / "err");
  return ran;
}

}  // namespace mlo::test
