// What several datasets ask of their arguments, and how numbers stand in messages.
#pragma once

#include <filesystem>
#include <string>

#include "runtime/data/dataset.h"

namespace mlo::data {

/// Throws std::runtime_error where the targets are not classes; `what` asks for it.
void require_classes(const Dataset& data, const std::string& what);

/// "`a.csv` does not exist (the working directory is `here`)"
std::string does_not_exist(const std::filesystem::path& path);

/// The number as a person writes it: 0.5, 1e-09.
std::string text(double value);

}  // namespace mlo::data
