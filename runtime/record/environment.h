// What a run ran with.
#pragma once

#include <string>

namespace mlo::record {

/// The library that multiplies matrices.
struct Blas {
  std::string name;        ///< "OpenBLAS 0.3.21 (SkylakeX)", "MKL", "reference BLAS"
  bool reference = false;  ///< netlib's own, some twenty times slower than the others
};
/// The one that this process has loaded, whatever it was linked against.
Blas loaded_blas();

/// "1.13.1"
std::string libtorch_version();
/// The instruction set that LibTorch uses: "AVX2". Results may differ in their last digits between two of them.
std::string cpu_capability();
/// "g++ 12.2.0": of this program.
std::string compiler_version();
/// The most memory that this process has held, in MB (2^20 bytes).
double peak_memory_mb();

/// The content of `environment.json`: versions, BLAS, device and threads. Nothing in it names the machine.
std::string environment_json(const std::string& device, int threads);

}  // namespace mlo::record
