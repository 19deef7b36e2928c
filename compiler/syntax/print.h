// The syntax tree as an indented listing: `mlo check --emit=ast`.
#pragma once

#include <string>

#include "compiler/syntax/ast.h"

namespace mlo {

std::string print_ast(const ast::File& file);
/// One expression in the language's own form, with the fewest parentheses: for messages and plans.
std::string print_expression(const ast::Expr& expression);

}  // namespace mlo
