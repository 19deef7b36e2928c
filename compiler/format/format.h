// The canonical layout of a program: what `mlo fmt` writes.
#pragma once

#include <optional>
#include <string>

#include "compiler/source/diagnostic.h"

namespace mlo {

/// The file in its canonical layout; nothing where it has syntax errors, which are then in `diagnostics`. The result
/// has the same tree and the same comments, and is its own canonical layout. That tree and comments are the same is
/// checked here: throws std::logic_error where they are not, which is a mistake of the formatter.
std::optional<std::string> format_file(const Sources& sources, FileId file, Diagnostics& diagnostics);

}  // namespace mlo
