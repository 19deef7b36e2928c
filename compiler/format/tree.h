// Lines and blocks with the comments that belong to each. Internal to compiler/format.
#pragma once

#include <vector>

#include "compiler/format/words.h"

namespace mlo::format {

struct Line;

/// The file, or what stands in the braces of an item.
struct Block {
  std::vector<Line> lines;
  std::vector<Comment> below;  ///< behind the last line, alone
};

/// What stands above a line.
struct Above {
  std::vector<Comment> comments;  ///< alone
  bool blank = false;             ///< a blank line between these and the line itself

  bool has_blank() const;
  /// Puts one more there: documentation right above the line, anything else above the line's documentation.
  void put(Comment comment);
};

/// An item, or a line of a block.
struct Line {
  Above above;
  std::vector<Word> words;      ///< of what has a block up to the `{`
  std::vector<Comment> beside;  ///< behind the last word; more than one only where documentation was moved here

  bool has_block = false;
  bool on_one_line = false;  ///< the block, as it was written; with documentation, the whole item
  Block block;
  Word closer;                  ///< the `}`
  std::vector<Comment> behind;  ///< the `}`
};

Block make_tree(std::vector<Word> words);

/// The first word behind the part that a `##` on the same line of the text documents; all words, unless the item goes
/// on behind its head. 0 where documentation belongs to nothing. Compare `Builder::doc` in compiler/syntax.
std::size_t documented_part(const Line& line);

/// Whether an item or line with a block stays on one row.
using IsOneRow = bool (*)(const Line&);

/// A `##` documents what stands below it or on its line of the text: where the lines of the text become others, it
/// would document nothing, or something else. Such comments are moved beside what they document.
void place_docs(Block& file, IsOneRow is_one_row);

/// Comments between words where no row can end are moved: before a `=`, above their line; else to where a row ends
/// next.
void settle_comments(Block& file);

}  // namespace mlo::format
