// Text to syntax tree: the only door to ANTLR.
#pragma once

#include "compiler/source/diagnostic.h"
#include "compiler/syntax/ast.h"

namespace mlo {

/// Parses one file. Reports what is wrong with it in `diagnostics` and still returns every item that it could read.
/// Never throws for bad input: invalid UTF-8, NUL bytes and too deep nesting are diagnostics.
ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace mlo
