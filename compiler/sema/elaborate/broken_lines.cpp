#include "compiler/sema/elaborate/broken_lines.h"

#include <algorithm>

#include "compiler/sema/words.h"

namespace mlo::sema {
namespace {

bool begins_item(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \t={(\":"));
  const auto is_it = [&](const Word& known) { return known.kind == WordKind::item && known.name == word; };
  return std::any_of(all_words().begin(), all_words().end(), is_it);
}

}  // namespace

void BrokenLines::note(const Sources& sources, const Diagnostics& diagnostics) {
  for (const Diagnostic& found : diagnostics.all()) {
    if (found.severity != Severity::error || !found.code.starts_with("MLO01")) continue;
    const Span place = found.primary.span;
    const SourceFile& file = sources.file(place.file);
    const std::uint32_t line = file.position(place.begin).line;
    lines_.emplace(place.file, line);
    const std::string_view text = file.line(line);
    const bool in_head = place.begin - file.line_begin(line) <= text.find_first_of("{=");
    const bool unread = found.code == "MLO0120" || found.code == "MLO0121";  // others are read as what is meant
    const bool at_item = begins_item(file.text().substr(place.begin));       // behind the end of another
    hide_names_ = hide_names_ || at_item || ((in_head || unread) && begins_item(text));
  }
}

bool BrokenLines::hold(const Sources& sources, Span place) const {
  return !lines_.empty() && lines_.contains({place.file, sources.file(place.file).position(place.begin).line});
}

bool BrokenLines::stand_in_block(const Sources& sources, Span item) const {
  if (lines_.empty()) return false;
  const SourceFile& file = sources.file(item.file);
  const std::size_t closed = std::min(file.text().find("\n}", item.begin), file.text().size());
  const std::uint32_t first = file.position(item.begin).line;
  const std::uint32_t last = file.position(static_cast<std::uint32_t>(closed)).line;
  const auto found = lines_.lower_bound({item.file, first});
  return found != lines_.end() && found->first == item.file && found->second <= last;
}

}  // namespace mlo::sema
