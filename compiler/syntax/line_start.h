// How the begin of a line or of an item looks, whatever stands before it. Internal to compiler/syntax.
#pragma once

#include "compiler/syntax/tokens.h"

namespace mlo::syntax {

/// `name =`, `name name`, `name {`, `name(...) =`: no expression goes on like this.
bool begins_line(const std::vector<Token>& tokens, std::size_t i);

/// The same, right behind a token that promises more (`last`): behind a comma, `name =` may still be a further name.
bool begins_line_behind(const std::vector<Token>& tokens, std::size_t i, std::size_t last);

/// An item's keyword with what stands behind it: `problem x {`, `u2l a`, `use std.models`.
bool begins_item(const std::vector<Token>& tokens, std::size_t i);

}  // namespace mlo::syntax
