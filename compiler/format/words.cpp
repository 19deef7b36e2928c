#include "compiler/format/words.h"

#include <algorithm>

#include "compiler/source/diagnostic.h"
#include "compiler/source/utf8.h"
#include "compiler/syntax/tokens.h"

namespace mlo::format {

namespace {

Kind kind_of(const syntax::Token& token, std::string_view text) {
  if (text.empty() || text == ";") return Kind::end;
  if (syntax::is_opener(token.type)) return Kind::open;
  if (syntax::is_closer(token.type)) return Kind::close;
  if (syntax::is_keyword(token.type)) return Kind::keyword;
  if (syntax::is_word(token.type)) return Kind::name;
  if (syntax::is_reserved(token.type)) {
    return text == "true" || text == "false" || text == "none" ? Kind::literal : Kind::symbol;
  }
  return text.front() == '"' || (text.front() >= '0' && text.front() <= '9') ? Kind::literal : Kind::symbol;
}

std::string_view without_space_behind(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\f");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Reads words and what stands between them: space, newlines, comments, and `;` that end nothing.
class Reader {
 public:
  explicit Reader(const SourceFile& file) : file_(file), words_(1) {}

  void word(const syntax::Token& token) {
    const std::string_view text = file_.text(token.span);
    const Kind kind = kind_of(token, text);
    if (kind == Kind::end) {
      words_.push_back({kind, {}, 0, false, false, {}});
      return;
    }
    const bool blank = gap(token.span.begin);
    last_ = words_.size();
    words_.push_back({kind, text, file_.position(token.span.begin).line, token.block, blank, {}});
    at_ = token.span.end;
  }

  std::vector<Word> finish() {
    gap(static_cast<std::uint32_t>(file_.text().size()));
    return std::move(words_);
  }

 private:
  /// Reads up to `end`. True where a blank line stands before it.
  bool gap(std::uint32_t end) {
    const std::string_view text = file_.text();
    std::size_t newlines = 0;
    while (at_ < end) {
      if (text[at_] == '#') {
        comment(newlines);
        newlines = 0;
        continue;
      }
      if (text[at_] == '\n') ++newlines;
      ++at_;
    }
    return newlines > 1;
  }

  void comment(std::size_t newlines) {
    const std::uint32_t begin = at_;
    at_ = static_cast<std::uint32_t>(std::min(file_.text().find_first_of("\r\n", begin), file_.text().size()));
    Comment comment;
    comment.text = without_space_behind(file_.text().substr(begin, at_ - begin));
    comment.line = file_.position(begin).line;
    const std::uint32_t line_begin = file_.line_begin(comment.line);
    comment.column = width(file_.text().substr(line_begin, begin - line_begin));
    comment.doc = comment.text.starts_with("##") && !comment.text.starts_with("###");
    comment.alone = newlines > 0 || last_ == 0;
    comment.blank_above = newlines > 1;
    words_[last_].comments.push_back(comment);
  }

  const SourceFile& file_;
  std::vector<Word> words_;
  std::size_t last_ = 0;  // that is no end
  std::uint32_t at_ = 0;
};

}  // namespace

std::vector<Word> read_words(const Sources& sources, FileId file) {
  Diagnostics none;  // the text has been parsed without errors
  syntax::Reporter reporter(sources.file(file), none);
  syntax::Lexed lexed = syntax::lex(file, reporter);
  syntax::repair_words(lexed.tokens, reporter);
  std::vector<syntax::Token> tokens = syntax::lay_out(lexed.tokens, reporter);
  tokens.pop_back();  // the end of the file
  Reader reader(sources.file(file));
  for (const syntax::Token& token : tokens) reader.word(token);
  return reader.finish();
}

std::size_t width(std::string_view text) {
  std::size_t result = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    result += static_cast<std::size_t>(std::max(0, terminal_width(point.value)));
    i += point.length;
  }
  return result;
}

}  // namespace mlo::format
