// What other libraries and languages call what has another name here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlo {

/// Our names for `name`, the likeliest first; none where it is no such word. Case and underscores make no difference:
/// `learning_rate`, `BCEWithLogits`, `unrolled`.
std::vector<std::string_view> names_here(std::string_view name);

}  // namespace mlo
