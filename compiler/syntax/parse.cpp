#include "compiler/syntax/parse.h"

#include "MloParser.h"
#include "compiler/syntax/builder.h"
#include "compiler/syntax/recovery.h"
#include "compiler/syntax/tokens.h"

namespace mlo {

namespace syntax {

namespace {

/// ANTLR's tokens carry bytes where it counts code points: nothing asks it for their text.
std::vector<std::unique_ptr<antlr4::Token>> to_antlr(const std::vector<Token>& tokens) {
  std::vector<std::unique_ptr<antlr4::Token>> result;
  result.reserve(tokens.size());
  for (const Token& token : tokens) {
    auto made = std::make_unique<antlr4::CommonToken>(token.type);
    made->setStartIndex(token.span.begin);
    made->setStopIndex(static_cast<std::size_t>(token.span.end) - 1);
    result.push_back(std::move(made));
  }
  return result;
}

ast::File parse_tokens(const std::vector<Token>& tokens, std::vector<Doc> docs, FileId id, Reporter& reporter) {
  using antlr4::atn::PredictionMode;
  antlr4::ListTokenSource source(to_antlr(tokens));
  antlr4::CommonTokenStream stream(&source);
  grammar::MloParser parser(&stream);
  parser.removeErrorListeners();
  auto* interpreter = parser.getInterpreter<antlr4::atn::ParserATNSimulator>();
  grammar::MloParser::FileContext* tree = nullptr;
  try {
    // SLL prediction is faster, and what it accepts is right; only where it fails is the exact one asked.
    interpreter->setPredictionMode(PredictionMode::SLL);
    parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
    tree = parser.file();
  } catch (const antlr4::ParseCancellationException&) {
    parser.reset();
    stream.seek(0);
    interpreter->setPredictionMode(PredictionMode::LL);
    parser.setErrorHandler(make_recovery(tokens, reporter));
    tree = parser.file();
  }
  return Builder(reporter, Docs(std::move(docs))).file(tree, id);
}

}  // namespace

}  // namespace syntax

ast::File parse(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  syntax::Reporter reporter(sources.file(file), diagnostics);
  syntax::Lexed lexed = syntax::lex(file, reporter);
  syntax::repair_comments(lexed.tokens, reporter);
  syntax::repair_words(lexed.tokens, reporter);
  syntax::repair_headers(lexed.tokens, reporter);
  std::vector<syntax::Token> tokens = syntax::lay_out(lexed.tokens, reporter);
  syntax::repair_lines(tokens, reporter);
  syntax::repair_items(tokens, reporter);
  return syntax::parse_tokens(tokens, std::move(lexed.docs), file, reporter);
}

}  // namespace mlo
