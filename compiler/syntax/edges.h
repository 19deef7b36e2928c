// Mistakes in edges. Internal to compiler/syntax.
#pragma once

#include <vector>

#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

/// The item of the tokens from `begin` to its END, `u2l a -> b` or `l2u b -> a via m`: makes one ARROW of whatever
/// stands between the names, and puts right what stands before the method. An edge that cannot be read is taken out.
void repair_edge(std::vector<Token>& tokens, std::size_t begin, std::size_t end, Insertions& inserted,
                 Reporter& reporter);

}  // namespace mlo::syntax
