#include "runtime/ops/builtin.h"

namespace mlo::ops {

void add_functions(sema::Catalog& catalog, std::span<const FunctionEntry> entries) {
  for (const FunctionEntry& entry : entries) {
    auto builtin = std::make_unique<FunctionBuiltin>();
    builtin->kind = sema::BuiltinKind::function;
    builtin->signature = sema::parse_signature(entry.signature);
    builtin->doc = entry.doc;
    builtin->draws = entry.draws != Draws::nothing;
    builtin->fills = entry.draws == Draws::entries;
    if (entry.results != nullptr) builtin->results = entry.results;
    builtin->run = entry.implementation.run;
    builtin->backward = entry.implementation.backward;
    builtin->along = entry.implementation.along;
    catalog.add(std::move(builtin));
  }
}

void add_all_functions(sema::Catalog& catalog) {
  add_arithmetic(catalog);
  add_elementwise(catalog);
  add_special(catalog);
  add_activations(catalog);
  add_reductions(catalog);
  add_ordering(catalog);
  add_shaping(catalog);
  add_gather_scatter(catalog);
  add_patches(catalog);
  add_creation(catalog);
  add_linear_algebra(catalog);
  add_decompositions(catalog);
  add_losses(catalog);
  add_draws(catalog);
  add_distributions(catalog);
}

}  // namespace mlo::ops
