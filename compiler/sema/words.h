// The words of the language that are no builtins of the catalog: kinds of items, the lines of blocks, the functions
// that the checker itself carries out, and names for values. What a block's lines are, what `mlo doc` says and what
// "did you mean" knows is read from this one table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlo::sema {

enum class WordKind { item, line, function, value };

struct Word {
  WordKind kind;
  std::string_view block;  ///< lines: whose: "problem", "validate" (`test` has the same ones), "run", "env", "module"
  std::string_view name;   ///< one name may be a line of several blocks
  std::string_view form;   ///< as it is written
  std::string_view doc;    ///< what it means
  std::string_view otherwise;  ///< lines: what holds without it; "required", or empty where nothing does
};

/// All of them: by kind, lines by block, in the order in which messages and `mlo doc` name them.
std::span<const Word> all_words();
/// The lines that a block may have.
std::vector<std::string> line_names(std::string_view block);

}  // namespace mlo::sema
