// What other libraries and languages call what has another name here.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace mlo {

/// Our names for `name`, the likeliest first; none where it is no such word. Case and underscores make no difference:
/// `learning_rate`, `BCEWithLogits`, `unrolled`.
std::vector<std::string_view> names_here(std::string_view name);

/// Another's word, in small letters without underscores, and ours.
std::span<const std::pair<std::string_view, std::string_view>> all_habits();

}  // namespace mlo
