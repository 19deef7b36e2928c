#include "tests/numerics/examples.h"

#include <fstream>
#include <iterator>

namespace mlo::numerics {

Result run_example(const programs::Example& example, const std::string& tasks, Updates updates) {
  std::ifstream file(programs::path_of(example), std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const auto insert = [&](const std::string& line) { text.insert(text.find("run {") + 5, line); };
  if (text.find("precision =") == std::string::npos) insert(" precision = float64;");
  insert(" tasks = " + tasks + ";");
  std::vector<sema::Setting> settings;
  for (const std::string& setting : example.settings) {
    const auto equals = setting.find('=');
    settings.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  return run(text, updates, settings);
}

}  // namespace mlo::numerics
