#include "runtime/record/program_copy.h"

#include <algorithm>

#include "runtime/record/error.h"

namespace mlo::record {
namespace {

namespace fs = std::filesystem;

bool is_library(const SourceFile& file) { return file.name().starts_with("std/"); }

/// What two folders have in common.
fs::path common_folder(const fs::path& a, const fs::path& b) {
  fs::path out;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end() && *i == *j; ++i, ++j) out /= *i;
  return out;
}

fs::path absolute(const SourceFile& file) { return fs::absolute(file.name()).lexically_normal(); }

}  // namespace

std::map<FileId, fs::path> copy_layout(const Sources& sources) {
  std::map<FileId, fs::path> out;
  fs::path base;
  for (FileId id = 0; id < sources.size(); ++id) {
    if (is_library(sources.file(id))) continue;
    const fs::path folder = absolute(sources.file(id)).parent_path();
    base = base.empty() ? folder : common_folder(base, folder);
  }
  for (FileId id = 0; id < sources.size(); ++id) {
    const SourceFile& file = sources.file(id);
    out[id] = is_library(file) ? fs::path(file.name()) : absolute(file).lexically_relative(base);
  }
  return out;
}

void copy_program(const Sources& sources, const fs::path& directory) {
  for (const auto& [id, path] : copy_layout(sources)) {
    const fs::path target = directory / path;
    std::error_code code;
    fs::create_directories(target.parent_path(), code);
    if (code) throw FileError("cannot create `" + target.parent_path().string() + "`: " + code.message());
    write_file(target, sources.file(id).text());
  }
}

}  // namespace mlo::record
