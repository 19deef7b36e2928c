#include "compiler/syntax/builder.h"

#include <algorithm>

namespace mlo::syntax {

Docs::Docs(std::vector<Doc> docs) : docs_(std::move(docs)) {}

std::string Docs::take(std::uint32_t first, std::uint32_t last) {
  const auto by_line = [](const Doc& doc, std::uint32_t line) { return doc.line < line; };
  const auto begin_of_line = std::lower_bound(docs_.begin(), docs_.end(), first, by_line);
  auto begin = begin_of_line;
  for (std::uint32_t line = first; begin != docs_.begin(); --line) {
    const auto above = begin - 1;
    if (!above->alone || above->line + 1 != line) break;
    begin = above;
  }
  auto end = begin_of_line;
  while (end != docs_.end() && end->line <= last) ++end;
  std::string result;
  for (auto doc = begin; doc != end; ++doc) result += (doc == begin ? "" : "\n") + doc->text;
  docs_.erase(begin, end);
  return result;
}

std::string Docs::take_file_doc(std::uint32_t first_token_line) {
  std::size_t count = 0;
  while (count < docs_.size() && docs_[count].alone && docs_[count].line < first_token_line &&
         (count == 0 || docs_[count].line == docs_[count - 1].line + 1)) {
    ++count;
  }
  if (count == 0 || docs_[count - 1].line + 1 == first_token_line) return "";
  return take(docs_[0].line, docs_[count - 1].line);
}

Span Builder::span(antlr4::Token* token) const {
  return {id_, static_cast<std::uint32_t>(token->getStartIndex()),
          static_cast<std::uint32_t>(token->getStopIndex() + 1)};
}

Span Builder::span(antlr4::ParserRuleContext* context) const {
  const Span begin = span(context->start);
  if (context->stop == nullptr || context->stop->getTokenIndex() < context->start->getTokenIndex()) return begin;
  return join(begin, span(context->stop));
}

ast::Name Builder::name(antlr4::tree::TerminalNode* node) const {
  const Span place = span(node);
  return {reporter_.text(place), place};
}

ast::ExprPtr Builder::make(Span span, decltype(ast::Expr::node) node) const {
  return std::make_unique<ast::Expr>(ast::Expr{std::move(node), span});
}

ast::File Builder::file(P::FileContext* context, FileId id) {
  id_ = id;
  ast::File result;
  result.id = id;
  const bool empty = context->start->getType() == antlr4::Token::EOF;  // then the end stands below no `##` of its own
  result.doc = docs_.take_file_doc(empty ? UINT32_MAX : line_of(span(context->start).begin));
  for (P::StatementContext* statement : context->statement()) {
    if (auto built = item(statement)) result.items.push_back(std::move(*built));
  }
  return result;
}

}  // namespace mlo::syntax
