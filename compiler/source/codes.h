// Every diagnostic code, once: number, title. 01xx syntax, 02xx names, 03xx types and arguments, 04xx the graph,
// 05xx data, 06xx shapes and evaluation.
#pragma once

#include <span>
#include <string_view>

namespace mlo {

struct Code {
  std::string_view number;
  std::string_view title;
};

/// All codes, in order.
std::span<const Code> all_codes();

}  // namespace mlo
