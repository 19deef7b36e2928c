#include "compiler/format/tree.h"

#include <algorithm>
#include <utility>

namespace mlo::format {

namespace {

bool has_doc(const std::vector<Comment>& comments) {
  return std::any_of(comments.begin(), comments.end(), [](const Comment& comment) { return comment.doc; });
}

class TreeBuilder {
 public:
  explicit TreeBuilder(std::vector<Word> words) : words_(std::move(words)) {
    waiting_ = std::move(words_.front().comments);
    at_ = 1;
  }

  Block block() {
    Block result;
    for (;;) {
      while (at_ < words_.size() && words_[at_].kind == Kind::end) ++at_;
      if (at_ == words_.size() || words_[at_].kind == Kind::close) break;
      result.lines.push_back(line());
    }
    result.below = std::exchange(waiting_, {});
    return result;
  }

 private:
  Line line() {
    Line result;
    result.above = {std::exchange(waiting_, {}), words_[at_].blank_above};
    std::size_t depth = 0;
    for (; at_ < words_.size() && (depth > 0 || !ends_line()); ++at_) {
      if (words_[at_].kind == Kind::open) ++depth;
      if (words_[at_].kind == Kind::close) --depth;
      result.words.push_back(std::move(words_[at_]));
      if (result.words.back().block) {
        ++at_;
        braces(result);
        return result;
      }
    }
    settle(result.words.back(), result.beside);
    return result;
  }

  bool ends_line() const { return words_[at_].kind == Kind::end || words_[at_].kind == Kind::close; }

  void braces(Line& line) {
    line.has_block = true;
    settle(line.words.back(), line.beside);
    line.block = block();
    line.closer = std::move(words_[at_++]);
    settle(line.closer, line.behind);
    const bool documented =
        has_doc(line.above.comments) || has_doc(line.behind) ||
        std::any_of(line.words.begin(), line.words.end(), [](const Word& w) { return has_doc(w.comments); });
    const Word& begin = documented ? line.words.front() : line.words.back();
    line.on_one_line = begin.line == line.closer.line;
  }

  /// Of the comments behind a word: one that stands on its line goes beside it, those below to what comes next.
  void settle(Word& last, std::vector<Comment>& beside) {
    for (const Comment& comment : std::exchange(last.comments, {})) {
      (comment.alone ? waiting_ : beside).push_back(comment);
    }
  }

  std::vector<Word> words_;
  std::size_t at_ = 0;
  std::vector<Comment> waiting_;  // for a line that they stand above
};

}  // namespace

bool Above::has_blank() const {
  return blank || std::any_of(comments.begin(), comments.end(), [](const Comment& c) { return c.blank_above; });
}

void Above::put(Comment comment) {
  std::size_t place = comments.size();
  if (!comment.doc && !blank) {
    while (place > 0 && comments[place - 1].doc && (place == comments.size() || !comments[place].blank_above)) --place;
  }
  bool& blank_behind = place < comments.size() ? comments[place].blank_above : blank;
  comment.blank_above = std::exchange(blank_behind, false);
  comments.insert(comments.begin() + static_cast<std::ptrdiff_t>(place), comment);
}

Block make_tree(std::vector<Word> words) { return TreeBuilder(std::move(words)).block(); }

}  // namespace mlo::format
