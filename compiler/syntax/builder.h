// From ANTLR's parse tree to the syntax tree. Internal to the .cpp files of compiler/syntax: no other header may
// include this one, so that nothing else sees ANTLR.
#pragma once

#include "MloParser.h"
#include "compiler/syntax/ast.h"
#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

/// Hands out `##` comments to the items and lines that they stand above or beside, each once.
class Docs {
 public:
  explicit Docs(std::vector<Doc> docs);
  /// Of what stands on the lines `first` to `last` of the text.
  std::string take(std::uint32_t first, std::uint32_t last);
  /// Those at the very top, before line `first_token_line`, unless they document what stands there.
  std::string take_file_doc(std::uint32_t first_token_line);

 private:
  std::vector<Doc> docs_;  // by line
};

/// Builds values from contexts. After an error a context may lack children: what is missing becomes ast::Error, and an
/// item or line without its name is left out.
class Builder {
 public:
  using P = grammar::MloParser;

  Builder(Reporter& reporter, Docs docs) : reporter_(reporter), docs_(std::move(docs)) {}

  ast::File file(P::FileContext* context, FileId id);

 private:
  // build_items.cpp
  std::optional<ast::Item> item(P::StatementContext* context);
  std::optional<ast::Item> use(P::UseContext* context);
  std::optional<ast::Item> option(P::OptionContext* context);
  std::optional<ast::Item> module(P::ModuleContext* context);
  std::optional<ast::Item> env(P::EnvContext* context);
  std::optional<ast::Item> problem(P::ProblemContext* context);
  std::optional<ast::Item> edge(P::EdgeContext* context);
  ast::Item measure(P::MeasureContext* context);
  ast::Item run(P::RunContext* context);
  template <typename Named, typename Context>
  std::optional<ast::Item> named_values(Context* context);

  // build_blocks.cpp
  std::vector<ast::Line> lines(P::BlockContext* context);
  std::optional<ast::Line> line(P::LineContext* context);
  void module_lines(P::BlockContext* context, ast::Module& module);
  std::optional<ast::Function> function(P::FunctionContext* context);
  std::optional<ast::Function> method(P::LineContext* context);
  ast::Body body(P::BodyContext* context, Span function);
  std::vector<ast::Param> params(P::ParamsContext* context);
  std::optional<ast::Type> type(P::TypeContext* context);
  std::vector<ast::Name> names(P::NamesContext* context);

  // build_expressions.cpp
  ast::ExprPtr expr(P::ExprContext* context);
  ast::ExprPtr binary(P::ExprContext* context);
  ast::ExprPtr leading(P::ExprContext* context);
  ast::ExprPtr lambda(P::ExprContext* context);
  ast::ExprPtr parenthesized(P::ExprContext* context);
  ast::ExprPtr list(P::ExprContext* context);
  ast::Call call(P::ExprContext* context);
  ast::Index index(P::ExprContext* context);
  ast::Record record(P::ExprContext* context);
  ast::Subscript subscript(P::SubscriptContext* context);

  // build_literals.cpp
  /// Nothing where the number does not fit, which is reported.
  std::optional<ast::Number> number(Span span);
  std::string string(Span span);

  // builder.cpp
  Span span(antlr4::Token* token) const;
  Span span(antlr4::ParserRuleContext* context) const;
  Span span(antlr4::tree::TerminalNode* node) const { return span(node->getSymbol()); }
  ast::Name name(antlr4::tree::TerminalNode* node) const;
  ast::ExprPtr make(Span span, decltype(ast::Expr::node) node) const;
  std::uint32_t line_of(std::uint32_t offset) const { return reporter_.file().position(offset).line; }
  std::string doc(Span header) { return docs_.take(line_of(header.begin), line_of(header.end)); }

  Reporter& reporter_;
  Docs docs_;
  FileId id_ = 0;
};

}  // namespace mlo::syntax
