// Programs that mean the same and look worse.
#pragma once

#include <random>
#include <string>

namespace mlo::test {

using Random = std::mt19937;

/// Without its comments.
std::string without_comments(const std::string& text);

/// Other spaces, and line breaks where they end nothing; nothing of what the layout keeps is touched: blank lines, and
/// which braces are written on one line.
std::string with_other_space(const std::string& text, Random& random);

/// The same, and blank lines, comments and documentation put in and `;` for line ends. It may mean something else, or
/// nothing.
std::string mangled(const std::string& text, Random& random);

}  // namespace mlo::test
