// A file's text, replaced.
#pragma once

#include <string>

namespace mlo::cli {

/// Puts a new text in place of the old one, in one step; links stay links, and rights stay as they are. Throws
/// FileError.
void rewrite(const std::string& name, const std::string& text);

}  // namespace mlo::cli
