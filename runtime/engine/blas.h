// The library of matrix products, made to use what the processor can do.
#pragma once

#include <string>

namespace mlo::engine {

/// OpenBLAS has routines for each kind of processor. One that is newer than itself it takes for a Prescott of 2004, and
/// its products are then four times slower than they could be (0.3.21 on Intel's fifth Xeon generation). Where that has
/// happened the routines are chosen again by the instructions that the processor has; a choice of the user's
/// (`OPENBLAS_CORETYPE`) stands. Once, before the first product.
void choose_blas_routines();

/// The kind of processor whose routines OpenBLAS uses, "SkylakeX"; empty for other libraries.
std::string blas_processor();

}  // namespace mlo::engine
