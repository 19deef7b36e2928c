// The way of a program, from its file to what can be run: load, analyze, build_graph, make_schedule, check_shapes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/schedule.h"
#include "compiler/sema/analyze.h"
#include "runtime/engine/session.h"

namespace mlo::cli {

/// How far to go. Each stage needs the ones before it.
enum class Stage { program, graph, schedule, shapes };

struct Request {
  std::string file;
  std::vector<sema::Setting> settings;
  // These stand in for the program's own lines in `run`.
  std::optional<std::int64_t> updates;
  std::optional<std::int64_t> seed;
  std::optional<std::string> device;
  std::optional<std::string> precision = {};
  std::optional<std::string> tasks = {};
  /// Texts that stand in for those of files, by the files' names as messages show them.
  std::map<std::string, std::string> texts = {};
};

/// All that is known of a program. Values of later stages point into earlier ones: it stays where it is.
struct Compilation {
  explicit Compilation(Request asked);
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  Request request;
  Sources sources;
  FileId main = 0;
  Diagnostics diagnostics;
  sema::Catalog catalog;
  data::Datasets datasets;
  sema::Program program;
  graph::ProblemGraph graph;
  graph::Schedule schedule;
  engine::Shapes shapes;

  /// The name of the program's file as messages show it.
  const std::string& name() const { return sources.file(main).name(); }
};

/// Goes through the stages up to `last`, and no further than the first that finds errors. True where there are none.
bool compile(Compilation& compilation, Stage last);

}  // namespace mlo::cli
