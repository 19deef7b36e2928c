#include "runtime/cli/host.h"

#include <array>
#include <fstream>

#include "runtime/cli/places.h"

namespace mlo::cli {
namespace {

constexpr std::string_view library_folder = "std/";
constexpr std::size_t longest_program = 16 << 20;

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 1 << 16> part;
  while (file.read(part.data(), part.size()), file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > longest_program) return std::nullopt;  // a device without end, perhaps
  }
  if (!file.eof()) return std::nullopt;
  return text;
}

std::optional<std::string> FileHost::read(const std::string& path) {
  if (const auto instead = texts_.find(path); instead != texts_.end()) return instead->second;
  const bool library = path.starts_with(library_folder);
  const auto file = library ? stdlib_ / path.substr(library_folder.size()) : std::filesystem::path(path);
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) ? read_file(file) : std::nullopt;
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
