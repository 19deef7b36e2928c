// Images that a run measures, as PNG files.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace mlo::record {

/// `image` is `[C, H, W]` with C 1 (grey), 3 (RGB) or 4 (RGBA); 0 is black, 1 is white, what lies outside is cut.
/// Throws FileError for another shape, and where the file cannot be written.
void write_png(const std::filesystem::path& path, const at::Tensor& image);

}  // namespace mlo::record
