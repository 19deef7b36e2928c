// Catch2 2 (Debian 12) and Catch2 3 (Debian 13), by one name.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
inline auto Contains(const std::string& text) { return Catch::Matchers::ContainsSubstring(text); }
using Catch::Approx;
using Catch::Matchers::StartsWith;
#else
#include <catch2/catch.hpp>
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
#endif
