#include "compiler/syntax/recovery.h"

#include "MloParser.h"

namespace mlo::syntax {

using P = grammar::MloParser;

namespace {

/// An error leaves the rules it stands in, up to the line or item; there, reading goes on behind the END. Nothing is
/// guessed in between, as ANTLR's own strategy would.
class Recovery : public antlr4::DefaultErrorStrategy {
 public:
  Recovery(const std::vector<Token>& tokens, Reporter& reporter) : tokens_(tokens), reporter_(reporter) {
    depth_.reserve(tokens.size());
    std::size_t depth = 0;
    for (const Token& token : tokens) {
      if (token.type == P::RBRACE) --depth;
      depth_.push_back(depth);
      if (token.type == P::LBRACE) ++depth;
    }
  }

  void sync(antlr4::Parser*) override {}

  antlr4::Token* recoverInline(antlr4::Parser* parser) override { throw antlr4::InputMismatchException(parser); }

  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override {
    if (inErrorRecoveryMode(parser)) return;
    beginErrorCondition(parser);
    Failure failure;
    failure.found = error.getOffendingToken()->getTokenIndex();
    failure.begin = line_begin(parser);
    const auto* undecided = dynamic_cast<const antlr4::NoViableAltException*>(&error);
    if (undecided == nullptr || undecided->getStartToken() == error.getOffendingToken()) {
      for (const ssize_t type : error.getExpectedTokens().toList()) {
        failure.expected.push_back(static_cast<std::size_t>(type));
      }
    }
    report_failure(failure, tokens_, reporter_);
  }

  void recover(antlr4::Parser* parser, std::exception_ptr error) override {
    const bool whole_file = parser->getContext()->parent == nullptr;  // the layout leaves nothing that fails here
    if (!begins_line(parser->getContext()->getRuleIndex()) && !whole_file) std::rethrow_exception(error);
    const std::size_t depth = depth_[parser->getContext()->start->getTokenIndex()];
    for (;;) {
      const antlr4::Token* token = parser->getCurrentToken();
      if (token->getType() == antlr4::Token::EOF) break;
      const bool end = token->getType() == P::END && depth_[token->getTokenIndex()] == depth;
      parser->consume();
      if (end && !whole_file) break;
    }
    endErrorCondition(parser);
  }

 private:
  static bool begins_line(std::size_t rule) {
    return rule == P::RuleStatement || rule == P::RuleLine || rule == P::RuleReturnLine;
  }

  static std::size_t line_begin(antlr4::Parser* parser) {
    antlr4::ParserRuleContext* context = parser->getContext();
    while (!begins_line(context->getRuleIndex()) && context->parent != nullptr) {
      context = static_cast<antlr4::ParserRuleContext*>(context->parent);
    }
    return context->start->getTokenIndex();
  }

  const std::vector<Token>& tokens_;
  Reporter& reporter_;
  std::vector<std::size_t> depth_;  // open braces around each token
};

}  // namespace

std::shared_ptr<antlr4::ANTLRErrorStrategy> make_recovery(const std::vector<Token>& tokens, Reporter& reporter) {
  return std::make_shared<Recovery>(tokens, reporter);
}

}  // namespace mlo::syntax
