#include "runtime/shapes/choose.h"

#include "compiler/graph/choose.h"

namespace mlo::engine {

bool choose_methods(sema::Program& program, const sema::Catalog& catalog, data::Datasets& datasets,
                    Diagnostics& diagnostics) {
  if (!graph::has_auto(program)) return true;
  const Shapes shapes = infer_shapes(program, datasets, diagnostics);
  if (diagnostics.has_errors()) return false;
  std::vector<std::int64_t> sizes;
  for (const sema::Problem& problem : program.problems) sizes.push_back(shapes.numbers(problem));
  graph::choose_methods(program, catalog, sizes);
  return true;
}

}  // namespace mlo::engine
