#include "compiler/format/render.h"

#include <algorithm>

#include "compiler/format/statement.h"

namespace mlo::format {

namespace {

/// An item or line with its block as it reads on one row.
std::string one_row(const Line& line) {
  std::string result = Statement(line).one_row();
  for (const Line& inner : line.block.lines) {
    result += (&inner == &line.block.lines.front() ? " " : "; ") + Statement(inner).one_row();
  }
  return result + " }";
}

bool has_comments(const std::vector<Word>& words) {
  return std::any_of(words.begin(), words.end(), [](const Word& word) { return !word.comments.empty(); });
}

class Renderer {
 public:
  void block(const Block& block, std::size_t indent) {
    const std::size_t first = rows_.size();
    const std::vector<Space> columns = spaces(block.lines);
    for (std::size_t i = 0; i < block.lines.size(); ++i) line(block.lines[i], columns[i], indent);
    for (const Comment& comment : block.below) rows_.push_back(comment_row(comment, indent));
    if (first < rows_.size()) rows_[first].blank_above = false;
  }

  std::vector<Row> finish() { return std::move(rows_); }

 private:
  void line(const Line& line, const Space& space, std::size_t indent) {
    if (is_one_row(line)) {
      std::vector<Comment> beside = line.behind;
      beside.insert(beside.end(), line.beside.begin(), line.beside.end());
      put({{indent, one_row(line), false, std::nullopt}}, line, beside, true);
      return;
    }
    const Statement statement(line);
    put(rows_of(statement, space, indent), line, line.beside, statement.is_documented_throughout());
    if (!line.has_block) return;
    block(line.block, indent + indentation);
    rows_.push_back({indent, "}", false, std::nullopt});
    if (!line.behind.empty()) rows_.back().comment = line.behind.front();
  }

  std::vector<Row> rows_of(const Statement& statement, const Space& space, std::size_t indent) const {
    if (!statement.must_break()) {
      const Row row{indent, statement.one_row(space), false, std::nullopt};
      if (row.end() <= longest_row) return {row};
    }
    return print(statement.broken(space, indent, row_width), indent, row_width);
  }

  /// The rows of a line, one comment behind the last, all others above. `last_row` says whether documentation behind
  /// the last of several rows is still that of the line.
  void put(std::vector<Row> rows, const Line& line, const std::vector<Comment>& beside, bool last_row) {
    Above above = line.above;
    const auto docs = std::count_if(beside.begin(), beside.end(), [](const Comment& comment) { return comment.owned; });
    const bool doc_behind = docs == 1 && (rows.size() == 1 || last_row);
    std::optional<Comment>& behind = rows.back().comment;
    for (const Comment& comment : beside) {
      if (!behind && comment.owned == doc_behind) {
        behind = comment;
      } else {
        above.put(comment);
      }
    }
    for (const Comment& comment : above.comments) rows_.push_back(comment_row(comment, rows.front().indent));
    rows.front().blank_above = above.blank;
    std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
  }

  std::vector<Row> rows_;
};

}  // namespace

bool is_one_row(const Line& line) {
  if (!line.has_block || !line.on_one_line || !line.block.below.empty() || has_comments(line.words)) return false;
  const auto plain = [](const Line& inner) {
    return !inner.has_block && inner.above.comments.empty() && inner.beside.empty() && !has_comments(inner.words);
  };
  if (!std::all_of(line.block.lines.begin(), line.block.lines.end(), plain)) return false;
  const std::size_t indent = line.words.front().kind == Kind::keyword ? 0 : indentation;
  return indent + width(one_row(line)) <= longest_row;
}

std::vector<Row> render(const Block& file) {
  Renderer renderer;
  renderer.block(file, 0);
  return renderer.finish();
}

}  // namespace mlo::format
