// Checkpoints on disk.
#pragma once

#include <filesystem>

#include "runtime/engine/observer.h"

namespace mlo::record {

/// Writes what Python's `torch.load(path)` reads (also with PyTorch 2's default, `weights_only=True`) as
/// `{"format": "mlo checkpoint 1", "tensors": {...}, "counters": {...}, "numbers": {...}, "checksum": ...}`.
/// A file of that name is replaced only once the new one is complete. Throws FileError.
void save_checkpoint(const std::filesystem::path& path, const engine::Checkpoint& checkpoint);

/// Reads it back, tensors on the CPU. Throws FileError for a file that is missing, cut, changed, or no checkpoint.
engine::Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace mlo::record
