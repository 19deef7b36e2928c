// Diagnostics as JSON. The form is described in this folder's README.
#pragma once

#include <string>

#include "compiler/source/diagnostic.h"

namespace mlo {

/// One diagnostic: an object on one line.
std::string diagnostic_json(const Diagnostic& diagnostic, const Sources& sources);
/// All of them, sorted: an array on one line.
std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace mlo
