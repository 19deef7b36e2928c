// What goes wrong with files: not the program's fault.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace mlo::record {

/// A message for the user that names the path, what is wrong with it and what to do.
struct FileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws `FileError`: cannot `verb` `path`: the system's reason (from `errno`).
[[noreturn]] void fail_with_errno(const char* verb, const std::filesystem::path& path);

/// Writes a whole file; what was there is replaced only once the new text is complete.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace mlo::record
