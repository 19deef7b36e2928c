// What other libraries and languages call what has another name here.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace mlo {

struct Habit {
  std::string_view other;  ///< another's word, in small letters without underscores
  std::string_view ours;
  bool same = true;  ///< it can be put in the other's place; else it is near to what is meant, as `updates` to `epochs`
};

/// Our names for `name`, the likeliest first; none where it is no such word. Case and underscores make no difference:
/// `learning_rate`, `BCEWithLogits`, `unrolled`.
std::vector<Habit> habits_of(std::string_view name);

std::span<const Habit> all_habits();

}  // namespace mlo
