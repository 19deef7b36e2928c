#include "runtime/record/error.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace mlo::record {

void fail_with_errno(const char* verb, const std::filesystem::path& path) {
  const int reason = errno;
  throw FileError(std::string("cannot ") + verb + " `" + path.string() +
                  "`: " + (reason == 0 ? "unknown reason" : std::strerror(reason)));
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path temporary = path.string() + ".partial";
  errno = 0;
  {
    std::ofstream file(temporary, std::ios::binary);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.flush();
    if (!file) fail_with_errno("write", path);
  }
  std::error_code code;
  std::filesystem::rename(temporary, path, code);
  if (code) throw FileError("cannot write `" + path.string() + "`: " + code.message());
}

}  // namespace mlo::record
