// Numbers with a unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mlo::sema {

/// "500 MB", "2 GB", "1.5 GB" in bytes; units kB, MB, GB, TB, each 1000 of the one before. Nothing where it is no such
/// number, or not above 0.
std::optional<std::int64_t> bytes_of(std::string_view text);

}  // namespace mlo::sema
