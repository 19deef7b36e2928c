// Where the parser has found mistakes: what is wrong there, and what is missing there, is not known before they are
// mended.
#pragma once

#include <set>
#include <utility>

#include "compiler/source/diagnostic.h"

namespace mlo::sema {

class BrokenLines {
 public:
  /// Takes the lines of the syntax errors among the diagnostics.
  void note(const Sources& sources, const Diagnostics& diagnostics);
  /// Whether the place stands on one of them.
  bool hold(const Sources& sources, Span place) const;
  /// Whether one of them stands in the block of the item at that place.
  bool stand_in_block(const Sources& sources, Span item) const;
  /// Whether an item with a name could not be read: names are missing because of that.
  bool hide_names() const { return hide_names_; }

 private:
  std::set<std::pair<FileId, std::uint32_t>> lines_;
  bool hide_names_ = false;
};

}  // namespace mlo::sema
