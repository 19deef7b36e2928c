#include "compiler/format/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace mlo {

namespace {

using Lines = std::vector<std::string_view>;  // each with its end

constexpr std::size_t context = 3;
constexpr std::size_t most_changes = 1000;  // the search is quadratic in them; beyond, all is taken as changed

Lines lines_of(std::string_view text) {
  Lines result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    result.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return result;
}

/// A line that stays (` `), goes (`-`) or comes (`+`).
struct Edit {
  char kind;
  std::string_view line;
};

/// The shortest way from a to b: Myers, "An O(ND) difference algorithm and its variations", 1986.
class Search {
 public:
  Search(const Lines& a, const Lines& b) : a_(a), b_(b) {}

  std::vector<Edit> run() {
    const auto n = static_cast<std::ptrdiff_t>(a_.size()), m = static_cast<std::ptrdiff_t>(b_.size());
    std::vector<std::ptrdiff_t> furthest(2 * most_changes + 3, 0);  // x on diagonal x - y = k, at k + origin
    for (std::ptrdiff_t d = 0; d <= static_cast<std::ptrdiff_t>(most_changes); ++d) {
      trace_.push_back(furthest);
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        std::ptrdiff_t x = begin_of(furthest, k, d);
        while (x < n && x - k < m && a_[at(x)] == b_[at(x - k)]) ++x;
        furthest[at(k + origin)] = x;
        if (x >= n && x - k >= m) return way_back(n, m, d);
      }
    }
    return replace_all();
  }

 private:
  static constexpr std::ptrdiff_t origin = most_changes + 1;
  static std::size_t at(std::ptrdiff_t i) { return static_cast<std::size_t>(i); }

  static bool comes_from_above(const std::vector<std::ptrdiff_t>& furthest, std::ptrdiff_t k, std::ptrdiff_t d) {
    return k == -d || (k != d && furthest[at(k - 1 + origin)] < furthest[at(k + 1 + origin)]);
  }

  static std::ptrdiff_t begin_of(const std::vector<std::ptrdiff_t>& furthest, std::ptrdiff_t k, std::ptrdiff_t d) {
    if (d == 0) return 0;
    return comes_from_above(furthest, k, d) ? furthest[at(k + 1 + origin)] : furthest[at(k - 1 + origin)] + 1;
  }

  std::vector<Edit> way_back(std::ptrdiff_t x, std::ptrdiff_t y, std::ptrdiff_t d) const {
    std::vector<Edit> result;
    for (; d >= 0; --d) {
      const std::vector<std::ptrdiff_t>& furthest = trace_[at(d)];
      const std::ptrdiff_t k = x - y, begin = begin_of(furthest, k, d);
      while (x > begin) result.push_back({' ', a_[at(--x)]}), --y;
      if (d == 0) break;
      if (comes_from_above(furthest, k, d)) {
        result.push_back({'+', b_[at(--y)]});
      } else {
        result.push_back({'-', a_[at(--x)]});
      }
    }
    std::reverse(result.begin(), result.end());
    return result;
  }

  std::vector<Edit> replace_all() const {
    std::vector<Edit> result;
    for (const std::string_view line : a_) result.push_back({'-', line});
    for (const std::string_view line : b_) result.push_back({'+', line});
    return result;
  }

  const Lines& a_;
  const Lines& b_;
  std::vector<std::vector<std::ptrdiff_t>> trace_;  // `furthest` before each round
};

std::string range(std::size_t begin, std::size_t count) {
  if (count == 1) return fmt::format("{}", begin + 1);
  return fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

std::string hunk(const std::vector<Edit>& edits, std::size_t begin, std::size_t end, std::size_t before,
                 std::size_t after) {
  std::size_t gone = 0, come = 0;
  std::string body;
  for (std::size_t i = begin; i < end; ++i) {
    if (edits[i].kind != '+') ++gone;
    if (edits[i].kind != '-') ++come;
    body += edits[i].kind;
    body += edits[i].line;
    if (!edits[i].line.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  return fmt::format("@@ -{} +{} @@\n{}", range(before, gone), range(after, come), body);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const std::string& name) {
  if (before == after) return "";
  const Lines a = lines_of(before), b = lines_of(after);
  const std::vector<Edit> edits = Search(a, b).run();
  std::string result = fmt::format("--- {0}\n+++ {0}\n", name);
  std::size_t old_line = 0, new_line = 0, counted = 0;
  for (std::size_t i = 0; i < edits.size();) {
    if (edits[i].kind == ' ') {
      ++i;
      continue;
    }
    const std::size_t begin = i - std::min(i, context);
    std::size_t last = i;  // changes less than two contexts apart share a hunk
    for (std::size_t k = i; k < edits.size() && k <= last + 2 * context; ++k) {
      if (edits[k].kind != ' ') last = k;
    }
    const std::size_t end = std::min(edits.size(), last + 1 + context);
    for (; counted < begin; ++counted) {
      if (edits[counted].kind != '+') ++old_line;
      if (edits[counted].kind != '-') ++new_line;
    }
    result += hunk(edits, begin, end, old_line, new_line);
    i = end;
  }
  return result;
}

}  // namespace mlo
