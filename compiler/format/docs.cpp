// Documentation stays with what it documents.
#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "compiler/format/tree.h"

namespace mlo::format {

std::size_t documented_part(const Line& line) {
  const std::vector<Word>& words = line.words;
  const Word& first = words.front();
  if (first.is_item("use") || first.is_item("run") || first.is_item("return")) return 0;
  if (first.is_item("validate") || first.is_item("test")) return words.size() - 1;
  if (first.is_item("problem")) return 2;
  const bool head = first.is_item("fn") || first.is_item("module") || first.is_item("env");
  if (!head && first.kind == Kind::keyword) return words.size();
  const std::size_t name = head ? 1 : 0;
  const bool parameters = words.size() > name + 1 && words[name + 1].text == "(";
  if (!parameters) return head ? name + 1 : words.size();
  std::size_t i = name + 1;
  for (std::size_t depth = 0; i < words.size(); ++i) {
    if (words[i].kind == Kind::open) ++depth;
    if (words[i].kind == Kind::close && --depth == 0) break;
  }
  return i + 1;
}

namespace {

enum class Place { above, within, beside, behind, below };

/// Finds the owners as `Docs::take` of compiler/syntax does, in the same order.
class DocPlacer {
 public:
  explicit DocPlacer(IsOneRow is_one_row) : is_one_row_(is_one_row) {}

  void run(Block& file) {
    for_each_list(file, [&](Line*, Place, std::vector<Comment>& comments) {
      for (const Comment& comment : comments) {
        if (comment.doc) docs_.emplace(comment.line, Doc{comment.alone, nullptr, nullptr});
      }
    });
    take(file, nullptr);
    break_rows(file);
    move(file);
    keep_apart(file);
  }

 private:
  struct Doc {
    bool alone = false;
    Line* owner = nullptr;
    Line* around = nullptr;  // in whose block the owner stands
  };

  /// Visits all lists of comments. What stays on one row is one line, whatever stands in it.
  template <typename Visit>
  void for_each_list(Block& block, const Visit& visit) {
    for (Line& line : block.lines) {
      visit(&line, Place::above, line.above.comments);
      for (Word& word : line.words) visit(&line, Place::within, word.comments);
      visit(&line, Place::beside, line.beside);
      if (!is_one_row_(line)) for_each_list(line.block, visit);
      visit(&line, Place::behind, line.behind);
    }
    visit(nullptr, Place::below, block.below);
  }

  void take(Block& block, Line* around) {
    for (Line& line : block.lines) {
      take(line, around);
      take(line.block, &line);
    }
  }

  void take(Line& line, Line* around) {
    const std::size_t count = documented_part(line);
    if (count == 0) return;
    const std::uint32_t first = line.words.front().line, last = line.words[count - 1].line;
    for (std::uint32_t number = first; number-- > 1;) {
      const auto above = docs_.find(number);
      if (above == docs_.end() || above->second.owner != nullptr || !above->second.alone) break;
      above->second = {true, &line, around};
    }
    for (auto doc = docs_.lower_bound(first); doc != docs_.end() && doc->first <= last; ++doc) {
      if (doc->second.owner == nullptr) doc->second = {doc->second.alone, &line, around};
    }
  }

  /// Whether a comment at this place of `line` documents there what it documents now. On one row, `run { updates = 1 }`
  /// has the documentation of the line in it.
  bool stays(const Doc& doc, const Line* line, Place place) const {
    if (line == nullptr || (doc.owner != line && !(doc.around == line && is_one_row_(*line)))) return false;
    return stays(line, place);
  }

  bool stays(const Line* line, Place place) const {
    switch (place) {
      case Place::above:
      case Place::beside: return true;
      case Place::within: return documented_part(*line) == line->words.size();
      case Place::behind: return is_one_row_(*line);
      case Place::below: return false;
    }
    return false;
  }

  /// A line on one row with others cannot be given documentation.
  void break_rows(Block& file) {
    std::vector<Line*> broken;
    for_each_list(file, [&](Line* line, Place place, std::vector<Comment>& comments) {
      for (const Comment& comment : comments) {
        const Doc* doc = comment.doc ? &docs_.at(comment.line) : nullptr;
        if (doc != nullptr && doc->around != nullptr && !stays(*doc, line, place)) broken.push_back(doc->around);
      }
    });
    for (Line* line : broken) line->on_one_line = false;
  }

  void move(Block& file) {
    std::vector<std::pair<Line*, Comment>> moved;
    for_each_list(file, [&](Line* line, Place place, std::vector<Comment>& comments) {
      const auto moves = [&](const Comment& comment) {
        return comment.owned && !stays(docs_.at(comment.line), line, place);
      };
      for (Comment& comment : comments) {
        comment.owned = comment.doc && docs_.at(comment.line).owner != nullptr;
        if (moves(comment)) moved.emplace_back(docs_.at(comment.line).owner, comment).second.column = 0;
      }
      std::erase_if(comments, moves);
    });
    for (const auto& [owner, comment] : moved) {
      const auto later = [](const Comment& a, const Comment& b) { return a.line < b.line; };
      if (comment.line < owner->words.front().line) {
        owner->above.put(comment);
      } else {
        owner->beside.insert(std::upper_bound(owner->beside.begin(), owner->beside.end(), comment, later), comment);
      }
    }
  }

  /// A `##` behind a head, on a line below it, documents nothing, and would if it came onto a row of the head.
  void keep_apart(Block& block) {
    for (Line& line : block.lines) {
      const std::size_t count = documented_part(line);
      if (is_one_row_(line)) continue;
      if (count > 0 && count < line.words.size()) keep_apart(line, count);
      keep_apart(line.block);
    }
  }

  static void keep_apart(Line& line, std::size_t head) {
    std::vector<Comment> apart;
    std::size_t i = head - 1;
    for (; i < line.words.size() && !line.words[i].is("="); ++i) take_unowned(line.words[i].comments, apart);
    if (line.has_block) {
      take_unowned(line.beside, apart);
      for (auto comment = apart.rbegin(); comment != apart.rend(); ++comment) put_first(*comment, line.block);
    } else {
      std::vector<Comment>& comments = line.words[i].comments;
      for (Comment& comment : comments) comment.alone = comment.alone || comment.doc;
      comments.insert(comments.begin(), apart.begin(), apart.end());
    }
  }

  static void take_unowned(std::vector<Comment>& comments, std::vector<Comment>& result) {
    const auto unowned = [](const Comment& comment) { return comment.doc && !comment.owned; };
    std::copy_if(comments.begin(), comments.end(), std::back_inserter(result), unowned);
    for (Comment& comment : result) comment.alone = true;
    std::erase_if(comments, unowned);
  }

  static void put_first(const Comment& comment, Block& block) {
    std::vector<Comment>& comments = block.lines.empty() ? block.below : block.lines.front().above.comments;
    if (!comments.empty()) {
      comments.front().blank_above = true;
    } else if (!block.lines.empty()) {
      block.lines.front().above.blank = true;
    }
    comments.insert(comments.begin(), comment);
  }

  IsOneRow is_one_row_;
  std::map<std::uint32_t, Doc> docs_;  // by line: a line of the text has one comment
};

}  // namespace

void place_docs(Block& file, IsOneRow is_one_row) { DocPlacer(is_one_row).run(file); }

}  // namespace mlo::format
