// Files that tests write: PNG, zip, gzip and idx.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/folder.h"

namespace mlo::test {

namespace fs = std::filesystem;
/// A grey PNG of `bits` 1 or 8; `pixel(row, column)` in 0 (black) to 255.
Bytes png(int width, int height, int bits, const std::function<int(int, int)>& pixel);
/// An RGBA PNG.
Bytes transparent_png(int side);
void write_zip(const fs::path& path, const std::vector<std::pair<std::string, Bytes>>& entries);
Bytes gzip(const Bytes& content);
/// An idx file of unsigned bytes.
Bytes idx(const std::vector<std::uint32_t>& sizes, const Bytes& content);

/// The folder of real data beside the project, where it is there; says so where it is not.
std::optional<fs::path> real_data(const std::string& name);

/// The message of the std::runtime_error that `run` throws; "" where it throws none.
std::string error_of(const std::function<void()>& run);

}  // namespace mlo::test
