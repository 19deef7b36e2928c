// The runtime's builtins for tests that do without it: their signatures, as text.
#pragma once

#include <string>

#include "compiler/sema/catalog.h"

namespace mlo::fuzz {

/// One line for each builtin: what the checker knows of it, then ` :: ` and its signature.
std::string write_catalog(const sema::Catalog& catalog);

/// The inverse. Parameters, buffers and results that depend on the arguments are those of the defaults.
sema::Catalog read_catalog(const std::string& text);

}  // namespace mlo::fuzz
