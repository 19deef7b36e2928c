// Golden cases: `<area>/<name>.mlo`, and beside it `<name>.expected` with what is to come out. With MLO_UPDATE_GOLDEN=1
// the expectation is written instead of compared.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace mlo::golden {

namespace fs = std::filesystem;

inline std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline fs::path root() { return fs::path(MLO_SOURCE_DIR) / "tests/golden"; }

/// Files of an area with this extension, sorted.
inline std::vector<fs::path> files(const fs::path& area, const std::string& extension) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::directory_iterator(area)) {
    if (entry.path().extension() == extension) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

/// Expectations whose program is gone.
inline std::vector<fs::path> orphans(const fs::path& area) {
  std::vector<fs::path> result = files(area, ".expected");
  std::erase_if(result, [](fs::path path) { return fs::exists(path.replace_extension(".mlo")); });
  return result;
}

inline bool updating() {
  const char* value = std::getenv("MLO_UPDATE_GOLDEN");
  return value != nullptr && std::string(value) == "1";
}

/// What is expected of a program; when updating, what came out becomes that.
inline std::string expected(fs::path source, const std::string& actual) {
  source.replace_extension(".expected");
  if (updating()) {
    std::ofstream(source, std::ios::binary) << actual;
    return actual;
  }
  return fs::exists(source) ? read_file(source)
                            : "(no " + source.filename().string() + "; MLO_UPDATE_GOLDEN=1 writes it)";
}

}  // namespace mlo::golden
