// The smallest text that still fails: delta debugging (Zeller and Hildebrandt 2002) over lines, then over tokens.
#pragma once

#include <functional>
#include <string>

namespace mlo::fuzz {

using Fails = std::function<bool(const std::string&)>;

/// Parts that can be left out are left out; asks `fails` at most `most` times. `text` must fail.
std::string minimized(const std::string& text, const Fails& fails, std::size_t most = 2000);

}  // namespace mlo::fuzz
