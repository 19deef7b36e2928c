#include "compiler/format/format.h"

#include <algorithm>
#include <stdexcept>

#include "compiler/format/render.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"

namespace mlo {

namespace {

/// What formatting must not change.
struct Content {
  std::string tree;
  std::vector<std::string> words;     ///< without separators, which may be commas, semicolons or ends of lines
  std::vector<std::string> comments;  ///< in the order of their texts: some are moved
  bool operator==(const Content&) const = default;
};

Content content(const Sources& sources, const ast::File& file) {
  Content result;
  result.tree = print_ast(file);
  for (const format::Word& word : format::read_words(sources, file.id)) {
    const bool separator = word.kind == format::Kind::begin || word.kind == format::Kind::end || word.is(",");
    if (!separator) result.words.emplace_back(word.text);
    for (const format::Comment& comment : word.comments) result.comments.emplace_back(comment.text);
  }
  std::sort(result.comments.begin(), result.comments.end());
  return result;
}

void check_same(const Content& before, const std::string& name, const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse(sources, sources.add(name, text), diagnostics);
  if (diagnostics.has_errors() || content(sources, file) != before) {
    throw std::logic_error("the formatter would change what `" + name + "` means; the file is left as it is");
  }
}

}  // namespace

std::optional<std::string> format_file(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const ast::File tree = parse(sources, file, diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  format::Block block = format::make_tree(format::read_words(sources, file));
  format::place_docs(block, format::is_one_row);
  format::settle_comments(block);
  std::string text = format::to_text(format::render(block));
  check_same(content(sources, tree), sources.file(file).name(), text);
  return text;
}

}  // namespace mlo
