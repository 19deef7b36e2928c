// `via auto`: which method an edge gets.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/sema/program.h"

namespace mlo::graph {

bool has_auto(const sema::Program& program);

/// Puts a method in the place of each `auto`, and says why in `Edge::why`. `sizes`: by problem, how many numbers its
/// parameters are.
void choose_methods(sema::Program& program, const sema::Catalog& catalog, const std::vector<std::int64_t>& sizes);

}  // namespace mlo::graph
