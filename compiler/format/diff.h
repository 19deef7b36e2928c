// What formatting changes in a text.
#pragma once

#include <string>
#include <string_view>

namespace mlo {

/// The change from one text to another as `diff -u` writes it, with three lines of context; empty where they are equal.
std::string unified_diff(std::string_view before, std::string_view after, const std::string& name);

}  // namespace mlo
