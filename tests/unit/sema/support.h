// Programs for tests of the checker, without the runtime: a small catalog, and files that stand in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/sema/analyze.h"
#include "compiler/source/draw.h"

namespace mlo::sema::test {

/// What a program can use here: `+ - * / ^ @`, `index`, `detach`, `sum`, `mean`, `sin`, `ones`, `randn` (a draw), the
/// layers `linear` and `dropout`, the datasets `numbers` and `split`, and one or two of each other kind.
const Catalog& catalog();

/// A program text, checked.
struct Checked {
  explicit Checked(const std::string& text, const std::vector<Setting>& settings = {},
                   const std::map<std::string, std::string>& files = {});

  Sources sources;
  Diagnostics diagnostics;
  Program program;

  /// Codes in order of place: {"MLO0201", "MLO0301"}.
  std::vector<std::string> codes() const;
  std::string drawn() const { return draw_all(diagnostics, sources); }
  /// What `run { print = { name = ... } }` says of a constant, as text; "a tensor" for what the run computes.
  std::string printed(const std::string& name) const;
  const Problem& problem(const std::string& name) const;
  /// The parameters of a problem's structure, by their paths.
  std::vector<std::string> parameters(const std::string& problem) const;
  /// How many calls of that builtin a problem's block has.
  int calls(const std::string& problem, const std::string& builtin) const;
};

/// The value of a constant expression, as text.
std::string value_of(const std::string& expression);

}  // namespace mlo::sema::test
