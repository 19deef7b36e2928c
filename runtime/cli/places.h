// Where programs and the standard library are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlo::cli {

/// Folders to look in, the first that exists is taken: the environment's, the one that belongs to the installed
/// program, the source tree's.
struct Places {
  std::filesystem::path stdlib;
  std::filesystem::path examples;
};
/// `MLO_STDLIB` and `MLO_EXAMPLES`; `../share/mlo/{stdlib,examples}` from the executable; the source tree that it was
/// built from. Throws UsageError where a variable names no folder.
Places find_places();

/// The files that end in `.mlo` in a folder, sorted; nothing where there is no such folder.
std::vector<std::string> programs_in(const std::filesystem::path& folder);

/// The program that `name` means: a file, or, where there is none, a bundled example of that bare name.
/// Throws UsageError with the nearest names.
std::filesystem::path find_program(const std::string& name, const std::filesystem::path& examples);

}  // namespace mlo::cli
