// `load(file, module)`: parameters and buffers that start from a file.
#pragma once

#include "compiler/source/diagnostic.h"
#include "runtime/shapes/shapes.h"

namespace mlo::engine {

/// Holds every file that the program loads against its module: the same names and shapes. Reports MLO0503.
void check_weights(const sema::Program& program, const Shapes& shapes, Diagnostics& diagnostics);

/// Replaces the values of those parameters (buffers) that the file holds; `values` by the structure's indices. The file
/// has been checked; where it has changed since, throws std::runtime_error.
void load_parameters(const sema::Structure& structure, const sema::WeightsFile& file, at::TensorOptions options,
                     std::vector<at::Tensor>& values);
void load_buffers(const sema::Structure& structure, const sema::WeightsFile& file, at::TensorOptions options,
                  std::vector<at::Tensor>& values);

}  // namespace mlo::engine
