#include "runtime/data/require.h"

#include <fmt/format.h>

#include <stdexcept>

namespace mlo::data {

void require_classes(const Dataset& data, const std::string& what) {
  if (data.info().classes == 0)
    throw std::runtime_error(what + " needs classes; the targets of this dataset are numbers");
}

std::string does_not_exist(const std::filesystem::path& path) {
  return fmt::format("`{}` does not exist (the working directory is `{}`)", path.string(),
                     std::filesystem::current_path().string());
}

std::string text(double value) { return fmt::format("{}", value); }

}  // namespace mlo::data
