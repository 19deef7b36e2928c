#include "runtime/engine/catalog.h"

#include "runtime/data/dataset.h"
#include "runtime/data/examples.h"
#include "runtime/nn/layer.h"
#include "runtime/ops/builtin.h"
#include "runtime/optim/optimizer.h"
#include "runtime/solve/method.h"

namespace mlo::engine {

sema::Catalog make_catalog() {
  sema::Catalog catalog;
  ops::add_all_functions(catalog);
  nn::add_layers(catalog);
  data::add_data(catalog);
  data::add_examples(catalog);
  optim::add_optimizers(catalog);
  optim::add_schedulers(catalog);
  optim::add_clips(catalog);
  optim::add_constraints(catalog);
  solve::add_methods(catalog);
  return catalog;
}

}  // namespace mlo::engine
