#include "compiler/syntax/foreign_import.h"

#include <fmt/format.h>

#include <algorithm>

#include "MloLexer.h"

namespace mlo::syntax {

using T = grammar::MloLexer;

bool foreign_import(const std::vector<Token>& tokens, std::size_t begin, std::size_t end, bool before,
                    Reporter& reporter) {
  const auto text = [&](std::size_t first, std::size_t last) {  // of [first, last), without brackets around it
    if (first < last && is_opener(tokens[first].type)) ++first;
    if (first < last && is_closer(tokens[last - 1].type)) --last;
    return first < last ? reporter.text(join(tokens[first].span, tokens[last - 1].span)) : std::string();
  };
  const std::string word = text(begin, begin + 1);
  const std::string partner = word == "from" ? "import" : "from";  // `import { A } from "a"`
  std::size_t middle = begin + 1;
  while (middle < end && text(middle, middle + 1) != partner) ++middle;
  std::string path = text(begin + 1, middle), names = middle < end ? text(middle + 1, end) : "";
  if (word == "import" && !names.empty()) std::swap(path, names);

  auto what = fmt::format("`{}` begins no item", word);
  const bool written_here = path.starts_with("std.") || path.starts_with('"');
  if (!written_here) {
    if (before) return true;
    reporter.error("MLO0121", tokens[begin].span, std::move(what))
        .with_help(
            "nothing is imported for tensors and layers; `use std.models { ... }` imports from the library that comes "
            "with the language");
    return true;
  }
  const std::string use = names.empty() ? fmt::format("use {}", path) : fmt::format("use {} {{ {} }}", path, names);
  auto& d = reporter.error("MLO0121", tokens[begin].span, std::move(what));
  d.with_help(fmt::format("write `{}`", use));
  if (names != "*") d.with_fix(join(tokens[begin].span, tokens[end - 1].span), use);
  return false;
}

}  // namespace mlo::syntax
