// Parsing texts in tests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/source/draw.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/print.h"

namespace mlo::test {

struct Parsed {
  Sources sources;
  Diagnostics diagnostics;
  ast::File file;
  std::string drawn() const { return draw_all(diagnostics, sources); }
  std::string printed() const { return print_ast(file); }
  std::vector<std::string> codes() const;
};

/// `text` as the file `test.mlo`.
std::unique_ptr<Parsed> parse_text(std::string text);

/// The only item of `let x = TEXT`, as a tree with every node in parentheses: `(add a (multiply b c))`.
std::string tree_of(const std::string& expression);
std::string tree(const ast::Expr& expression);

/// Calls `visit` with every expression of a file, those in others included.
void for_each_expression(const ast::File& file, const std::function<void(const ast::Expr&)>& visit);

}  // namespace mlo::test
