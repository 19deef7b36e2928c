#include "runtime/cli/host.h"

#include <fstream>
#include <iterator>

#include "runtime/cli/places.h"

namespace mlo::cli {
namespace {

constexpr std::string_view library_folder = "std/";

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::optional<std::string> FileHost::read(const std::string& path) {
  const bool library = path.starts_with(library_folder);
  return read_file(library ? stdlib_ / path.substr(library_folder.size()) : std::filesystem::path(path));
}

std::vector<std::string> FileHost::library() {
  std::vector<std::string> out;
  for (const std::string& file : programs_in(stdlib_)) {
    out.push_back("std." + std::filesystem::path(file).stem().string());
  }
  return out;
}

sema::DataInfo FileHost::describe(const sema::Program& program, sema::DataRef data) {
  return datasets_.get(program, data)->info();
}

}  // namespace mlo::cli
