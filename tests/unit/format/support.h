// Formatting texts in tests.
#pragma once

#include <string>
#include <vector>

namespace mlo::test {

/// The canonical layout; fails the test, with the diagnostics, where the text has errors.
std::string formatted(const std::string& text);

/// Whether a text parses without errors.
bool is_valid(const std::string& text);

/// The comments of a text without errors, sorted.
std::vector<std::string> comments_of(const std::string& text);

struct Program {
  std::string name;
  std::string text;
};
/// The examples, the standard library, the cases of this folder, and the blocks of the two READMEs that stand for
/// whole files.
std::vector<Program> programs();
/// Those among them that are not laid out to be tested, but as they should be.
std::vector<Program> canonical_programs();

}  // namespace mlo::test
