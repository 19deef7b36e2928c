// Numbers with a unit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mlo::sema {

/// What "500 MB" says, or why it says nothing.
struct Bytes {
  std::int64_t count = 0;  ///< at least 1; 0 where there is a mistake
  std::string mistake;     ///< in words: "`GBB` is no unit"
  std::string instead;     ///< what was probably meant: "2 GB"; may be empty
};

/// A number and a unit, each 1000 of the one before: kB, MB, GB, TB.
Bytes bytes_of(std::string_view text);
/// In the largest unit that leaves 1 or more, with two digits or three: "2.6 MB".
std::string text_of_bytes(std::int64_t count);

}  // namespace mlo::sema
