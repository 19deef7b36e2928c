// Syntax trees to a checked program.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/program.h"
#include "compiler/source/diagnostic.h"
#include "compiler/syntax/ast.h"

namespace mlo::sema {

/// What the checker asks the outside: texts of imports, and what is known of datasets.
class Host {
 public:
  virtual ~Host() = default;
  /// The text of `std/models.mlo` (for `use std.models`) or of a file beside the importing one; nothing if there is
  /// none.
  virtual std::optional<std::string> read(const std::string& path) = 0;
  /// The names of the standard library's files, for "did you mean": {"std.models", ...}.
  virtual std::vector<std::string> library() = 0;
  /// Facts about a part of a dataset of `program`. Throws std::runtime_error with a message for the user
  /// (a missing file, a class with too few samples).
  virtual DataInfo describe(const Program& program, DataRef data) = 0;
};

/// `--set name=value`, as given.
struct Setting {
  std::string name;
  std::string text;
};

/// Checks the program whose main file is `main` (already in `sources`). The result is usable for the graph only where
/// `diagnostics` has no errors.
Program analyze(Sources& sources, FileId main, const std::vector<Setting>& settings, const Catalog& catalog, Host& host,
                Diagnostics& diagnostics);

}  // namespace mlo::sema
