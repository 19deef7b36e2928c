#include "compiler/source/diagnostic.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "compiler/source/habits.h"

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

/// How many slips of the pen a name of this length may have: what is short has too many neighbours.
std::size_t most_slips(std::size_t length) { return length <= 2 ? 0 : length <= 5 ? 1 : length / 3; }

/// Letters of a name that is seldom mistaken in its first one, `weight` for `eigh`.
constexpr std::size_t enough_letters = 4;

/// Nothing where `candidate` is another word.
std::optional<std::size_t> slips(const std::string& name, const std::string& candidate) {
  if (folded(candidate) == folded(name)) return 0;
  const std::size_t longer = std::max(name.size(), candidate.size());
  const std::size_t shorter = std::min(name.size(), candidate.size());
  const std::size_t most = most_slips(name.size());
  if (candidate.empty() || longer - shorter > most) return std::nullopt;
  const std::size_t distance = edit_distance(name, candidate);
  if (distance > most) return std::nullopt;
  if (name.front() != candidate.front() && (distance > 1 || longer - distance < enough_letters)) return std::nullopt;
  return distance;
}

}  // namespace

std::optional<std::string> did_you_mean(const std::string& name, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::pair<std::size_t, bool> best_rank;
  if (name.empty()) return best;
  for (const Habit& habit : habits_of(name))
    if (std::find(candidates.begin(), candidates.end(), habit.ours) != candidates.end()) return std::string(habit.ours);
  for (const std::string& candidate : candidates) {
    const auto distance = candidate == name ? std::nullopt : slips(name, candidate);
    if (!distance) continue;
    const std::pair rank{*distance, candidate.front() != name.front()};
    if (best && rank >= best_rank) continue;
    best_rank = rank;
    best = candidate;
  }
  return best;
}

}  // namespace mlo
