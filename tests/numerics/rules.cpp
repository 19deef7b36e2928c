// Losses differentiated by the rules of their builtins, against LibTorch's derivatives: the same run, both ways.
#include <ATen/ATen.h>

#include <fstream>
#include <iterator>
#include <set>

#include "runtime/eval/reverse.h"
#include "tests/numerics/harness.h"
#include "tests/programs/examples.h"
#include "tests/unit/catch.h"

namespace mlo::numerics {
namespace {

/// LibTorch differentiates, while this lives.
struct WithoutRules {
  WithoutRules() { eval::GradientExecutable::enabled = false; }
  ~WithoutRules() { eval::GradientExecutable::enabled = true; }
};

std::string in_float64(const programs::Example& example) {
  std::ifstream file(programs::path_of(example), std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (text.find("precision =") == std::string::npos) text.insert(text.find("run {") + 5, " precision = float64;");
  return text;
}

engine::Checkpoint state(const programs::Example& example) {
  std::vector<sema::Setting> settings;
  for (const std::string& setting : example.settings) {
    const auto equals = setting.find('=');
    settings.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  return run(in_float64(example), {2, 1, 1}, settings).last;
}

engine::Checkpoint state_without_rules(const programs::Example& example) {
  const WithoutRules guard;
  return state(example);
}

}  // namespace

TEST_CASE("the first updates of examples of small tensors are the same by rules and by LibTorch's derivatives") {
  const std::set<std::string> small = {"logistic_hpo", "maml_sine", "meta_sgd", "reweight", "trilevel"};
  for (const programs::Example& example : programs::examples()) {
    if (small.count(example.name) == 0) continue;
    CAPTURE(example.name);
    const engine::Checkpoint by_rules = state(example), expected = state_without_rules(example);
    REQUIRE(by_rules.tensors.size() == expected.tensors.size());
    CHECK(by_rules.counters == expected.counters);
    for (const auto& [name, tensor] : expected.tensors) {
      CAPTURE(name);
      CHECK(at::allclose(by_rules.tensors.at(name), tensor, 1e-9, 1e-12));
    }
  }
}

}  // namespace mlo::numerics
