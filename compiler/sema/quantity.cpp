#include "compiler/sema/quantity.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

namespace mlo::sema {

std::optional<std::int64_t> bytes_of(std::string_view text) {
  constexpr std::pair<std::string_view, double> units[] = {{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}};
  const std::string all(text);
  char* end = nullptr;
  const double number = std::strtod(all.c_str(), &end);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - all.c_str()));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  for (const auto& [name, factor] : units)
    if (unit == name && end != all.c_str() && std::isfinite(number) && number > 0 && number * factor < 1e18)
      return static_cast<std::int64_t>(number * factor);
  return std::nullopt;
}

}  // namespace mlo::sema
