#include "runtime/cli/driver.h"

#include "runtime/cli/exit.h"
#include "runtime/cli/host.h"
#include "runtime/cli/places.h"
#include "runtime/engine/catalog.h"
#include "runtime/shapes/choose.h"
#include "runtime/shapes/plan_tasks.h"

namespace mlo::cli {
namespace {

FileId load(const Request& request, Sources& sources) {
  const std::filesystem::path path = find_program(request.file, find_places().examples);
  const auto instead = request.texts.find(path.string());
  if (instead != request.texts.end()) return sources.add(path.string(), instead->second);
  std::optional<std::string> text = read_file(path);
  if (!text)
    throw UsageError("cannot read `" + path.string() + "`",
                     "check that you have the right to read it, and that it is a text of at most 16 MB");
  return sources.add(path.string(), std::move(*text));
}

/// What the command line says about the run holds as if the program said it, for every stage after this one.
void apply_request(const Request& request, sema::Run& run) {
  if (request.updates) run.updates = *request.updates;
  if (request.seed) run.seed = *request.seed;
  if (request.device) run.device = *request.device;
  if (request.precision) run.precision = *request.precision;
  if (request.tasks) run.tasks = *request.tasks;
}

}  // namespace

Compilation::Compilation(Request asked) : request(std::move(asked)), main(load(request, sources)) {}

bool compile(Compilation& c, Stage last) {
  c.catalog = engine::make_catalog();
  FileHost host(find_places().stdlib, c.datasets, c.request.texts);
  c.program = sema::analyze(c.sources, c.main, c.request.settings, c.catalog, host, c.diagnostics);
  apply_request(c.request, c.program.run);
  if (c.diagnostics.has_errors() || last == Stage::program) return !c.diagnostics.has_errors();

  if (!engine::choose_methods(c.program, c.catalog, c.datasets, c.diagnostics)) return false;
  c.graph = graph::build_graph(c.program, c.diagnostics);
  if (c.diagnostics.has_errors() || last == Stage::graph) return !c.diagnostics.has_errors();

  c.schedule = graph::make_schedule(c.program, c.graph, c.diagnostics);
  if (c.diagnostics.has_errors() || last == Stage::schedule) return !c.diagnostics.has_errors();

  c.shapes = engine::check_shapes(c.program, c.graph, c.datasets, c.diagnostics);
  if (!c.diagnostics.has_errors())
    engine::plan_tasks(c.program, c.graph, c.shapes, c.datasets, c.schedule, c.diagnostics);
  return !c.diagnostics.has_errors();
}

}  // namespace mlo::cli
