// Diagnostics as a person reads them.
#pragma once

#include <string>

#include "compiler/source/diagnostic.h"

namespace mlo {

struct DrawOptions {
  bool color = false;
};

/// One diagnostic in the frame that rustc made known: code, message, place, the line with the span underlined, labels,
/// notes, help. Ends with a newline. Long lines are cut around the span; control characters are shown as escapes.
std::string draw(const Diagnostic& diagnostic, const Sources& sources, const DrawOptions& options = {});

/// All of them, sorted, a blank line between, and a closing line that counts ("2 errors, 1 warning").
std::string draw_all(const Diagnostics& diagnostics, const Sources& sources, const DrawOptions& options = {});

}  // namespace mlo
