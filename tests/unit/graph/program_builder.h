// Programs for tests of the graph, from a sketch of an .mlo file: only what the graph looks at.
//
//   problem meta  { optimizer = adamw; accumulate = 16; loss = adapt + task }
//   problem adapt { init = meta; steps = 5; loss = self + detach(meta) + task }
//   env task      { hold = 2; reads = noise + meta }
//   u2l meta -> adapt
//   l2u adapt -> meta, other via cg(3)
//   validate { every = 50; draws = 200; env task; solve = adapt; metric acc; keep = max }
//
// A loss is what it reads: problems, `self`, `detach(...)` of one, envs. Everything has its place in the text, so that
// diagnostics can be drawn. A problem has a module with one parameter; `buffers = 1` gives it a running statistic.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/graph/schedule.h"
#include "compiler/source/draw.h"

namespace mlo::graph::test {

/// Methods, optimizers and constraints by name, with the traits that the language reference gives them.
const sema::Catalog& catalog();

/// Throws std::invalid_argument where the text is no sketch.
void read_sketch(const std::string& text, sema::Program& program);

struct Sketch {
  explicit Sketch(const std::string& text);

  Sources sources;
  sema::Program program;
  Diagnostics diagnostics;
  ProblemGraph graph;
  Schedule schedule;  ///< made where the graph has no errors

  ProblemId operator[](const std::string& name) const;
  EnvId env(const std::string& name) const;
  std::vector<ProblemId> ids(const std::vector<std::string>& names) const;
  /// Codes in order of place: {"MLO0401", "MLO0405"}.
  std::vector<std::string> codes() const;
  Diagnostic diagnostic(const std::string& code) const;
  /// The text under the primary span of the diagnostic of that code, and under its labels.
  std::string primary(const std::string& code) const;
  std::vector<std::string> labelled(const std::string& code) const;
  /// The text with the fix of that diagnostic applied.
  std::string fixed(const std::string& code) const;
  std::string drawn() const { return draw_all(diagnostics, sources); }
};

/// The graphs of the programs in examples/, by their names.
const std::map<std::string, std::string>& examples();

}  // namespace mlo::graph::test
