// What happens at a syntax error. Internal to compiler/syntax.
#pragma once

#include <memory>
#include <vector>

#include "compiler/syntax/tokens.h"

namespace antlr4 {
class ANTLRErrorStrategy;
}

namespace mlo::syntax {

/// What the parser was about to do where it failed.
struct Failure {
  std::size_t begin = 0;              ///< index of the first token of the line or item
  std::size_t found = 0;              ///< index of the token that does not fit
  std::vector<std::size_t> expected;  ///< kinds of tokens; empty where that is not known exactly
};

/// Says what is wrong, in words of the language; silent where the line has its diagnostic already.
void report_failure(const Failure& failure, const std::vector<Token>& tokens, Reporter& reporter);

/// Gives up the line or item in which an error stands and goes on behind it.
std::shared_ptr<antlr4::ANTLRErrorStrategy> make_recovery(const std::vector<Token>& tokens, Reporter& reporter);

}  // namespace mlo::syntax
