// Imports as Python and JavaScript write them. Internal to compiler/syntax.
#pragma once

#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

/// Reports the import in [begin, end); silent where one `before` it already said that nothing needs to be imported.
/// True where this one says, or would say, that.
bool foreign_import(const std::vector<Token>& tokens, std::size_t begin, std::size_t end, bool before,
                    Reporter& reporter);

}  // namespace mlo::syntax
