#include "tests/fuzz/minimize.h"

#include <algorithm>

#include "tests/fuzz/corpus.h"

namespace mlo::fuzz {
namespace {

using Parts = std::vector<std::string>;

Parts without(const Parts& parts, std::size_t begin, std::size_t count) {
  Parts result(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(begin));
  const std::size_t end = std::min(begin + count, parts.size());
  result.insert(result.end(), parts.begin() + static_cast<std::ptrdiff_t>(end), parts.end());
  return result;
}

/// Leaves out chunks, half of all first, and then ever smaller ones.
Parts reduced(Parts parts, const Fails& fails, std::size_t& left) {
  for (std::size_t chunk = std::max<std::size_t>(1, parts.size() / 2);; chunk = std::max<std::size_t>(1, chunk / 2)) {
    bool smaller = false;
    for (std::size_t begin = 0; begin < parts.size() && left > 0;) {
      Parts candidate = without(parts, begin, chunk);
      --left;
      if (fails(joined(candidate))) {
        parts = std::move(candidate);
        smaller = true;
      } else {
        begin += chunk;
      }
    }
    if (left == 0 || (chunk == 1 && !smaller)) return parts;
  }
}

}  // namespace

std::string minimized(const std::string& text, const Fails& fails, std::size_t most) {
  std::size_t left = most;
  const std::string fewer_lines = joined(reduced(lines_of(text), fails, left));
  return joined(reduced(tokens_of(fewer_lines), fails, left));
}

}  // namespace mlo::fuzz
