#include "compiler/format/document.h"

#include <algorithm>

namespace mlo::format {

enum class Shape { text, concat, line, hard_line, fill_line, nest, group, when_broken, remark };

struct Node {
  Shape shape;
  std::string text;  // of a line: what stands there on one row
  std::vector<Document> parts;
  Comment comment;
  bool blank = false;
  bool must_break = false;
};

namespace {

Document make(Node node) {
  node.must_break = node.shape == Shape::hard_line || node.shape == Shape::remark ||
                    std::any_of(node.parts.begin(), node.parts.end(), must_break);
  return std::make_shared<const Node>(std::move(node));
}

/// A document that is still to be printed.
struct Pending {
  const Node* node;
  std::size_t indent;
  bool broken;  // its group is
};

/// Whether what comes next, on one row, ends within `room` columns: up to the first place behind it where a row ends.
bool fits(const Document& next, const std::vector<Pending>& rest, std::size_t room) {
  std::vector<Pending> todo{{next.get(), 0, false}};
  for (std::size_t waiting = rest.size();;) {
    if (todo.empty()) {
      if (waiting == 0) return true;
      todo.push_back(rest[--waiting]);
    }
    const Pending now = todo.back();
    todo.pop_back();
    std::size_t taken = 0;
    switch (now.node->shape) {
      case Shape::text: taken = width(now.node->text); break;
      case Shape::line:
        if (now.broken) return true;
        taken = width(now.node->text);
        break;
      case Shape::fill_line:
        if (now.broken) return true;
        taken = 1;
        break;
      case Shape::hard_line: return true;
      case Shape::concat:
      case Shape::nest:
      case Shape::group: {
        const bool broken = now.node->shape == Shape::group ? now.node->must_break : now.broken;
        for (std::size_t i = now.node->parts.size(); i-- > 0;) {
          todo.push_back({now.node->parts[i].get(), 0, broken});
        }
        break;
      }
      case Shape::when_broken: taken = now.broken ? width(now.node->text) : 0; break;
      case Shape::remark: break;  // comments may go beyond
    }
    if (taken > room) return false;
    room -= taken;
  }
}

class Printer {
 public:
  Printer(std::size_t indent, std::size_t columns) : columns_(columns) { row_.indent = indent; }

  std::vector<Row> print(const Document& document) {
    todo_.push_back({document.get(), row_.indent, true});
    while (!todo_.empty()) {
      const Pending now = todo_.back();
      todo_.pop_back();
      step(now);
    }
    rows_.push_back(std::move(row_));
    return std::move(rows_);
  }

 private:
  void step(const Pending& now) {
    const Node& node = *now.node;
    switch (node.shape) {
      case Shape::text: row_.text += node.text; break;
      case Shape::when_broken:
        if (now.broken) row_.text += node.text;
        break;
      case Shape::line: now.broken ? new_row(now.indent, node.blank) : void(row_.text += node.text); break;
      case Shape::hard_line: new_row(now.indent, node.blank); break;
      case Shape::fill_line:
        if (now.broken && (!remarks_.empty() || !next_fits(1))) {
          new_row(now.indent, false);
        } else {
          row_.text += ' ';
        }
        break;
      case Shape::concat: push(node, now.indent, now.broken); break;
      case Shape::nest: push(node, now.indent + indentation, now.broken); break;
      case Shape::group: push(node, now.indent, node.must_break || !fits(node.parts.front(), todo_, room())); break;
      case Shape::remark: remarks_.emplace_back(node.comment, now.indent); break;
    }
  }

  void push(const Node& node, std::size_t indent, bool broken) {
    for (std::size_t i = node.parts.size(); i-- > 0;) todo_.push_back({node.parts[i].get(), indent, broken});
  }

  std::size_t room() const { return columns_ - std::min(columns_, row_.end()); }
  bool next_fits(std::size_t space) const { return room() >= space && fits(text(""), todo_, room() - space); }

  /// Ends the row, with the comments that have come up in it.
  void new_row(std::size_t indent, bool blank) {
    for (const auto& [comment, depth] : remarks_) {
      const bool first = &comment == &remarks_.front().first;
      if (first && !comment.alone) {
        row_.comment = comment;
      } else {
        rows_.push_back(std::move(row_));
        row_ = comment_row(comment, std::max(indent, depth));
      }
    }
    remarks_.clear();
    rows_.push_back(std::move(row_));
    row_ = {indent, "", blank, std::nullopt};
  }

  std::size_t columns_;
  std::vector<Pending> todo_;
  Row row_;
  std::vector<std::pair<Comment, std::size_t>> remarks_;
  std::vector<Row> rows_;
};

void append_flat(const Node& node, std::string& result) {
  if (node.shape == Shape::fill_line) result += ' ';
  if (node.shape == Shape::text || node.shape == Shape::line) result += node.text;
  for (const Document& part : node.parts) append_flat(*part, result);
}

}  // namespace

Document text(std::string_view text) { return make({Shape::text, std::string(text), {}, {}}); }
Document concat(std::vector<Document> parts) { return make({Shape::concat, "", std::move(parts), {}}); }
Document line(std::string_view flat, bool blank) { return make({Shape::line, std::string(flat), {}, {}, blank}); }
Document hard_line(bool blank) { return make({Shape::hard_line, "", {}, {}, blank}); }
Document fill_line() { return make({Shape::fill_line, "", {}, {}}); }
Document nest(Document inner) { return make({Shape::nest, "", {std::move(inner)}, {}}); }
Document group(Document inner) { return make({Shape::group, "", {std::move(inner)}, {}}); }
Document when_broken(std::string_view text) { return make({Shape::when_broken, std::string(text), {}, {}}); }
Document remark(const Comment& comment) { return make({Shape::remark, "", {}, comment}); }

bool must_break(const Document& document) { return document->must_break; }

std::string flat(const Document& document) {
  std::string result;
  append_flat(*document, result);
  return result;
}

std::vector<Row> print(const Document& document, std::size_t indent, std::size_t columns) {
  return Printer(indent, columns).print(document);
}

}  // namespace mlo::format
