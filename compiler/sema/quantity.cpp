#include "compiler/sema/quantity.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "compiler/source/diagnostic.h"

namespace mlo::sema {
namespace {

constexpr std::pair<const char*, double> units[] = {{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Bytes wrong_unit(std::string_view number, std::string_view unit) {
  if (unit.empty()) return {0, "this has no unit", ""};
  std::vector<std::string> names;
  for (const auto& [name, factor] : units) names.emplace_back(name);
  // `G` is `Gb` for that: of names as short, only the letters' case is put right.
  const auto near = did_you_mean(std::string(unit) + (unit.size() == 1 ? "b" : ""), names);
  return {0, fmt::format("`{}` is no unit", unit), near ? fmt::format("{} {}", number, *near) : ""};
}

}  // namespace

Bytes bytes_of(std::string_view text) {
  constexpr double most = 1e18;  // still an int64
  text = trimmed(text);
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc::invalid_argument || std::isnan(number)) return {0, "this begins with no number", ""};
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  const std::string_view unit = trimmed(text.substr(written.size()));
  for (const auto& [name, factor] : units) {
    if (unit != name) continue;
    if (failure == std::errc::result_out_of_range || number * factor >= most)
      return {0, "this is more than any machine has", ""};
    if (number * factor < 1) return {0, "this is less than one byte", ""};
    return {static_cast<std::int64_t>(number * factor), "", ""};
  }
  return wrong_unit(written, unit);
}

std::string text_of_bytes(std::int64_t count) {
  const auto number = static_cast<double>(count);
  for (std::size_t i = std::size(units); i-- > 0;)
    if (const double in_units = number / units[i].second; in_units >= 1)
      return fmt::format("{:.{}f} {}", in_units, in_units < 10 ? 1 : 0, units[i].first);
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

}  // namespace mlo::sema
