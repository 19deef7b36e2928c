// A pen on paper: strokes with a round nib of varying width, drawn with smooth edges.
#pragma once

#include <span>
#include <vector>

namespace mlo::data {

struct Point {
  double x = 0, y = 0;
};

/// Where the nib is, and its radius there; both in pixels. The centre of the pixel in row r, column c is (c + 0.5, r +
/// 0.5).
struct Nib {
  Point at;
  double radius = 1;
};

/// A square sheet of paper. Ink is 0 (none) to 1, row by row; where strokes cross it does not get darker.
class Paper {
 public:
  explicit Paper(int size) : size_(size), ink_(static_cast<std::size_t>(size * size), 0.0) {}

  /// Draws the stroke that leads through these places in straight pieces.
  void draw(std::span<const Nib> stroke);
  std::span<const double> ink() const { return ink_; }

 private:
  void draw(const Nib& from, const Nib& to);

  int size_;
  std::vector<double> ink_;
};

}  // namespace mlo::data
