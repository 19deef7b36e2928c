// Long programs as a person could write them, for measuring how the checker's time grows.
#pragma once

#include <string>

namespace mlo::scale {

/// At least that many lines, all different: blocks of datasets, functions, modules, three problems, their edges,
/// metrics and validations, one after the other; without mistakes.
std::string long_program(std::size_t lines);

}  // namespace mlo::scale
