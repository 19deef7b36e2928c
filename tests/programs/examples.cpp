#include "tests/programs/examples.h"

namespace mlo::programs {

const std::vector<Example>& examples() {
  static const std::vector<Example> all{
      {"darts", {"channels=4", "nodes=2"}},
      {"distill", {}},
      {"gan", {"noise=8"}},
      {"ignoring", {}},
      {"logistic_hpo", {"inner_steps=20"}},
      {"maml", {"ways=2", "meta_batch=4", "inner_steps=1"}},
      {"maml_sine", {"meta_batch=4"}},
      {"meta_sgd", {}},
      {"reweight", {}},
      {"trilevel", {}},
  };
  return all;
}

std::filesystem::path path_of(const Example& example) {
  return std::filesystem::path(MLO_SOURCE_DIR) / "examples" / (example.name + ".mlo");
}

}  // namespace mlo::programs
