// Files in the idx format of MNIST (yann.lecun.com/exdb/mnist): big-endian, plain or gzipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mlo::data {

/// The sizes of an array of unsigned bytes with `dimensions` dimensions: 1 for labels, 3 for images. Reads the header
/// only.
std::vector<std::int64_t> idx_sizes(const std::filesystem::path& path, int dimensions);

/// The array itself. Throws std::runtime_error where the file holds fewer or more bytes than its header says.
std::vector<std::uint8_t> read_idx(const std::filesystem::path& path, int dimensions);

}  // namespace mlo::data
