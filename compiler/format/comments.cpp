// Comments to where they can stand.
#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/format/phrase.h"
#include "compiler/format/tree.h"

namespace mlo::format {

namespace {

/// How many words from the first on are a head: what is left of the `=`, or all up to the method of an edge, to the
/// expression of a `return`.
std::size_t head_size(const Line& line, const Phrase& phrase) {
  if (line.words.front().is_item("return")) return 1;
  const std::size_t assign = phrase.find("=", 0, phrase.size()), via = phrase.find("via", 0, phrase.size());
  if (assign != Phrase::npos && !line.has_block) return assign;
  return via == Phrase::npos ? phrase.size() : via + 1;
}

/// Of the head, those outside of brackets.
void lift(Line& line, const Phrase& phrase) {
  const std::size_t size = head_size(line, phrase);
  for (std::size_t i = 0; i < size; i = phrase.next(i)) {
    for (Word* word : {&line.words[i], &line.words[phrase.next(i) - 1]}) {
      const bool opener = word->kind == Kind::open && !word->block;
      if (opener) continue;
      for (const Comment& comment : std::exchange(word->comments, {})) line.above.put(comment);
    }
  }
}

/// One comment can stand beside a line, the others go above it. There, a `##` that documents nothing would document the
/// line: it goes in front of the value.
void keep_from_above(Line& line, std::size_t assign) {
  if (line.beside.size() < 2 || assign == Phrase::npos) return;
  const auto documents_nothing = [](const Comment& comment) { return comment.doc && !comment.owned; };
  for (Comment& comment : line.beside) {
    comment.alone = comment.alone || documents_nothing(comment);
    if (documents_nothing(comment)) line.words[assign].comments.push_back(comment);
  }
  std::erase_if(line.beside, documents_nothing);
}

void settle(Line& line, const Phrase& phrase) {
  std::vector<Word>& words = line.words;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].comments.empty() || words[i].kind == Kind::end) continue;
    const bool back = phrase.is_breakable(i);  // it ends the row before the operator
    if (!back && phrase.row_may_end_behind(i)) continue;
    for (Comment& comment : words[i].comments) comment.column = 0;
    std::vector<Comment>& target = words[back ? i - 1 : i + 1].comments;
    target.insert(back ? target.end() : target.begin(), words[i].comments.begin(), words[i].comments.end());
    words[i].comments.clear();
  }
  const std::vector<Comment> last = std::exchange(words.back().comments, {});
  line.beside.insert(line.beside.begin(), last.begin(), last.end());
  keep_from_above(line, phrase.find("=", 0, words.size()));
}

/// Documentation that cannot stand beside its line goes above it, and then all of it, for its order counts.
void gather_docs(Line& line) {
  const auto owned = [](const Comment& comment) { return comment.owned; };
  if (std::count_if(line.beside.begin(), line.beside.end(), owned) < 2) return;
  std::vector<Comment> docs;
  const auto take = [&](std::vector<Comment>& comments) {
    std::copy_if(comments.begin(), comments.end(), std::back_inserter(docs), owned);
    std::erase_if(comments, owned);
  };
  for (Word& word : line.words) take(word.comments);
  take(line.beside);
  std::stable_sort(docs.begin(), docs.end(), [](const Comment& a, const Comment& b) { return a.line < b.line; });
  for (const Comment& doc : docs) line.above.put(doc);
}

}  // namespace

void settle_comments(Block& file) {
  for (Line& line : file.lines) {
    const Phrase phrase(line.words);
    lift(line, phrase);
    settle(line, phrase);
    gather_docs(line);
    settle_comments(line.block);
  }
}

}  // namespace mlo::format
