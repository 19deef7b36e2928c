// The rows of the result. Internal to compiler/format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/format/words.h"

namespace mlo::format {

constexpr std::size_t indentation = 2;

struct Row {
  std::size_t indent = 0;
  std::string text;
  bool blank_above = false;
  std::optional<Comment> comment;  ///< behind the text

  std::size_t end() const { return indent + width(text); }
};

/// A comment that stands alone.
Row comment_row(const Comment& comment, std::size_t indent);

/// The rows as a text, comments behind rows in columns.
std::string to_text(const std::vector<Row>& rows);

}  // namespace mlo::format
