#include "compiler/source/diagnostic.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

namespace mlo {

Diagnostic& Diagnostic::at(std::string text) {
  primary.text = std::move(text);
  return *this;
}

Diagnostic& Diagnostic::label(Span span, std::string text) {
  labels.push_back({span, std::move(text)});
  return *this;
}

Diagnostic& Diagnostic::note(std::string text) {
  notes.push_back(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::with_help(std::string text) {
  help = std::move(text);
  return *this;
}

Diagnostic& Diagnostic::with_fix(Span span, std::string text) {
  if (!fix) fix.emplace();
  fix->edits.push_back({span, std::move(text)});
  return *this;
}

namespace {

/// One mistake, whatever the calls by which it was met.
bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.code == b.code && a.severity == b.severity && a.message == b.message && a.primary.span == b.primary.span &&
         a.primary.text == b.primary.text;
}

std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [&](const Diagnostic& d) { return d.severity == severity; }));
}

}  // namespace

Diagnostic& Diagnostics::error(std::string code, Span span, std::string message) {
  items_.push_back({std::move(code), Severity::error, std::move(message), {span, ""}, {}, {}, "", {}});
  return items_.back();
}

Diagnostic& Diagnostics::warning(std::string code, Span span, std::string message) {
  items_.push_back({std::move(code), Severity::warning, std::move(message), {span, ""}, {}, {}, "", {}});
  return items_.back();
}

bool Diagnostics::has_errors() const { return count(items_, Severity::error) > 0; }
std::size_t Diagnostics::error_count() const { return count(sorted(), Severity::error); }
std::size_t Diagnostics::warning_count() const { return count(sorted(), Severity::warning); }

std::vector<Diagnostic> Diagnostics::sorted() const {
  const auto place = [](const Diagnostic& d) { return std::pair(d.primary.span.file, d.primary.span.begin); };
  std::vector<Diagnostic> ordered = items_;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  std::vector<Diagnostic> result;
  auto group = result.size();  // where the diagnostics of the present place begin
  for (Diagnostic& candidate : ordered) {
    if (group < result.size() && place(result[group]) != place(candidate)) group = result.size();
    const auto begin = result.begin() + static_cast<std::ptrdiff_t>(group);
    const bool repeated = std::any_of(begin, result.end(), [&](const Diagnostic& d) { return same(d, candidate); });
    if (!repeated) result.push_back(std::move(candidate));
  }
  return result;
}

namespace {

/// `CrossEntropy` and `cross_entropy` are the same word in two habits of writing.
std::string folded(const std::string& name) {
  std::string result;
  for (const char c : name) {
    if (c != '_') result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

/// Edit distance in which exchanging two neighbours counts once (optimal string alignment).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::optional<std::string> did_you_mean(const std::string& name, const std::vector<std::string>& candidates) {
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t shorter = std::min(name.size(), candidate.size());
    if (candidate == name || name.empty()) continue;
    std::size_t distance = limit + 1;
    if (folded(candidate) == folded(name)) {
      distance = 0;
    } else if (longer - shorter <= limit) {
      distance = edit_distance(name, candidate);
    }
    const bool nothing_in_common = distance >= longer;  // `x` is no misspelling of `y`
    if (distance < best_distance && !nothing_in_common) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace mlo
