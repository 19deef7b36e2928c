// `mlo check --fix`: applies the fixes that diagnostics offer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/source/edit.h"
#include "runtime/cli/driver.h"

namespace mlo::cli {

/// A fix that was applied. Its place is that of the diagnostic, in the text as the fixes before it left it.
struct Applied {
  std::string code;
  std::string message;
  std::string file;
  Position place;
  LineChange change;
};

struct Fixed {
  std::unique_ptr<Compilation> compilation;  ///< of the fixed texts
  std::vector<Applied> applied;
};

/// The request with the texts that a fix makes of files: in memory, nothing is written. Nothing where the fix is none
/// of the user's own files alone (the standard library is never changed).
std::optional<Request> with_fix(const Compilation& compilation, const Diagnostic& diagnostic);

/// Checks a program and applies fixes one after another, until none is left. One is kept if its diagnostic is gone and
/// the program is no worse: it has no more errors, those of earlier stages counting before those of later ones.
Fixed fix_all(const Request& request, Stage last);

/// Writes the fixed texts into their files, each in one step. Throws FileError.
void write_fixed(const Fixed& fixed);

}  // namespace mlo::cli
