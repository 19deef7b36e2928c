#include "tests/programs/examples.h"

namespace mlo::programs {

const std::vector<Example>& examples() {
  static const std::vector<Example> all{
      {"adversarial", {"size=10"}},
      {"anil", {"ways=2", "meta_batch=2", "inner_steps=1"}},
      {"augment", {"size=8"}},
      {"darts", {"channels=4", "nodes=2"}},
      {"distill", {}},
      {"fomaml", {"ways=2", "meta_batch=2", "inner_steps=1", "hidden=4"}},
      {"gan", {"noise=8"}},
      {"hyper_cleaning", {"inner_steps=5"}},
      {"ignoring", {}},
      {"logistic_hpo", {"inner_steps=20"}},
      {"maml", {"ways=2", "meta_batch=4", "inner_steps=1"}},
      {"maml_sine", {"meta_batch=4"}},
      {"mamlpp", {"meta_batch=4"}},
      {"meta_sgd", {}},
      {"protonet", {"ways=2", "hidden=4"}},
      {"reptile", {"meta_batch=2", "inner_steps=4"}},
      {"reweight", {}},
      {"sources", {}},
      {"trilevel", {}},
  };
  return all;
}

std::filesystem::path path_of(const Example& example) {
  return std::filesystem::path(MLO_SOURCE_DIR) / "examples" / (example.name + ".mlo");
}

}  // namespace mlo::programs
