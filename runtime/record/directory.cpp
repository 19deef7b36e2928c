#include "runtime/record/directory.h"

#include <unistd.h>

#include <array>

#include "runtime/record/error.h"

namespace mlo::record {
namespace {

namespace fs = std::filesystem;

/// Replaces the link in one step. A file system without links has none: nothing depends on it.
void point_latest_at(const fs::path& directory) {
  const fs::path link = directory.parent_path() / "latest";
  const fs::path temporary = directory.parent_path() / (".latest-" + std::to_string(::getpid()));
  std::error_code ignored;
  fs::remove(temporary, ignored);
  fs::create_directory_symlink(directory.filename(), temporary, ignored);
  if (!ignored) fs::rename(temporary, link, ignored);
  if (ignored) fs::remove(temporary, ignored);
}

}  // namespace

std::string directory_name(std::time_t time, std::int64_t seed) {
  std::tm parts{};
  localtime_r(&time, &parts);
  std::array<char, 32> text;
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S-", &parts);
  return std::string(text.data(), length) + std::to_string(seed);
}

fs::path create_directory(const fs::path& out, const std::string& program, const std::string& name) {
  const fs::path parent = out / program;
  std::error_code code;
  fs::create_directories(parent, code);
  if (code) throw FileError("cannot create `" + parent.string() + "`: " + code.message());
  for (int attempt = 1;; ++attempt) {
    const fs::path directory = parent / (attempt == 1 ? name : name + "-" + std::to_string(attempt));
    // False without an error means that it exists: exclusive creation is what keeps two runs apart.
    const bool created = fs::create_directory(directory, code);
    if (code && code != std::errc::file_exists) {
      throw FileError("cannot create `" + directory.string() + "`: " + code.message());
    }
    if (!created) continue;
    point_latest_at(directory);
    return directory;
  }
}

}  // namespace mlo::record
