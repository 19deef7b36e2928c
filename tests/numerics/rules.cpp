// Losses differentiated by the rules of their builtins, against LibTorch's derivatives: the same run, both ways.
#include <ATen/ATen.h>

#include <fstream>
#include <iterator>

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

/// In double precision, and each task alone: tasks together are differentiated by LibTorch both ways.
std::string one_by_one(const programs::Example& example) {
  std::ifstream file(programs::path_of(example), std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const auto insert = [&](const std::string& line) { text.insert(text.find("run {") + 5, line); };
  if (text.find("precision =") == std::string::npos) insert(" precision = float64;");
  insert(" tasks = sequential;");
  return text;
}

engine::Checkpoint state(const programs::Example& example) {
  std::vector<sema::Setting> settings;
  for (const std::string& setting : example.settings) {
    const auto equals = setting.find('=');
    settings.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  return run(one_by_one(example), {2, 1, 1}, settings).last;
}

engine::Checkpoint state_without_rules(const programs::Example& example) {
  const WithoutRules guard;
  return state(example);
}

}  // namespace

TEST_CASE("the first updates of every example are the same by rules and by LibTorch's derivatives") {
  for (const programs::Example& example : programs::examples()) {
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
