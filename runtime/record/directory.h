// Where a run's records stand: `runs/<program>/<time>-<seed>/`.
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <string>

namespace mlo::record {

/// `20240131-142501-7`: local time, then the seed.
std::string directory_name(std::time_t time, std::int64_t seed);

/// Creates `out/program/name`, or `name-2`, `name-3`, ... where that exists: a run never writes into another one's
/// records, even where two begin in the same second. Points the link `out/program/latest` at it.
/// Throws FileError.
std::filesystem::path create_directory(const std::filesystem::path& out, const std::string& program,
                                       const std::string& name);

}  // namespace mlo::record
