// The program of a run, kept beside its results.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "compiler/source/source.h"

namespace mlo::record {

/// Where each source file stands in the copy. Files of the standard library are under `std/`; the user's files keep
/// their places relative to each other, so that the copy can be checked and run as the program was.
std::map<FileId, std::filesystem::path> copy_layout(const Sources& sources);

/// Writes every source file, as it was read, into `directory` (which is created). Throws FileError.
void copy_program(const Sources& sources, const std::filesystem::path& directory);

}  // namespace mlo::record
