// What is wrong with a program, as data. Drawing it is `draw.h`'s work.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/source/source.h"

namespace mlo {

enum class Severity { error, warning };

struct Label {
  Span span;
  std::string text;  ///< may be empty: the span is underlined without words
};

/// A repair that can be applied without asking: replace each span by its text.
struct Fix {
  struct Edit {
    Span span;
    std::string text;
  };
  std::vector<Edit> edits;
};

struct Diagnostic {
  std::string code;  ///< "MLO0201"; every code stands in `codes.h`
  Severity severity = Severity::error;
  std::string message;  ///< lower case, no full stop, code in `backticks`
  Label primary;
  std::vector<Label> labels;       ///< further places that matter
  std::vector<std::string> notes;  ///< facts
  std::string help;                ///< what to do
  std::optional<Fix> fix;

  // For writing a diagnostic in one expression.
  Diagnostic& at(std::string text);  ///< words at the primary span
  Diagnostic& label(Span span, std::string text);
  Diagnostic& note(std::string text);
  Diagnostic& with_help(std::string text);
  Diagnostic& with_fix(Span span, std::string text);  ///< replaces `span`
};

/// Collects diagnostics; a mistake of the user is never an exception.
class Diagnostics {
 public:
  Diagnostic& error(std::string code, Span span, std::string message);
  Diagnostic& warning(std::string code, Span span, std::string message);

  bool has_errors() const;
  std::size_t error_count() const;
  std::size_t warning_count() const;
  bool empty() const { return items_.empty(); }
  /// In the order in which they were found.
  const std::vector<Diagnostic>& all() const { return items_; }
  /// By file and place; those of one place in the order in which they were found; what is said of a place
  /// by the same words once, with the calls by which it was met first.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> items_;
};

/// The candidate that `name` is probably meant for: what others call it (`habits.h`), another habit of writing it, or
/// one slip in up to five letters, and in more of them as many as a third. Names of one or two letters are misspellings
/// of nothing.
std::optional<std::string> did_you_mean(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace mlo
