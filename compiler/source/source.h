// Source texts and places in them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace mlo {

using FileId = std::uint32_t;

/// A half-open range of bytes in one file. Line and column are computed only when it is drawn.
struct Span {
  FileId file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

/// The smallest span that holds both; they must be in one file.
Span join(Span a, Span b);

/// One-based; `column` counts code points, not bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const;
  Position position(std::uint32_t offset) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }
  /// The text of a line (one-based), without its end.
  std::string_view line(std::uint32_t number) const;
  /// The offset of a line's first byte (one-based).
  std::uint32_t line_begin(std::uint32_t number) const { return line_starts_[number - 1]; }

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// Owns every text that is read; outlives everything that holds a `Span`.
class Sources {
 public:
  /// `name` is what diagnostics show: a path as the user wrote it, or `std/models.mlo`.
  FileId add(std::string name, std::string text);
  const SourceFile& file(FileId id) const { return files_[id]; }
  std::string_view text(Span span) const { return file(span.file).text(span); }
  std::size_t size() const { return files_.size(); }

 private:
  std::deque<SourceFile> files_;
};

}  // namespace mlo
