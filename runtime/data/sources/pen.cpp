#include "runtime/data/sources/pen.h"

#include <algorithm>
#include <cmath>

namespace mlo::data {
namespace {

/// The share of a pixel that a nib of this radius covers when its edge passes at `distance` from the pixel's centre.
/// A nib thinner than a pixel never covers one whole.
double coverage(double distance, double radius) {
  return std::clamp(radius + 0.5 - distance, 0.0, 1.0) * std::min(1.0, 2.0 * radius);
}

}  // namespace

void Paper::draw(std::span<const Nib> stroke) {
  if (stroke.size() == 1) draw(stroke[0], stroke[0]);
  for (std::size_t i = 1; i < stroke.size(); ++i) draw(stroke[i - 1], stroke[i]);
}

void Paper::draw(const Nib& from, const Nib& to) {
  const double reach = std::max(from.radius, to.radius) + 0.5;
  const auto bound = [this](double v) { return static_cast<int>(std::clamp(std::floor(v), 0.0, size_ - 1.0)); };
  const int left = bound(std::min(from.at.x, to.at.x) - reach), right = bound(std::max(from.at.x, to.at.x) + reach);
  const int top = bound(std::min(from.at.y, to.at.y) - reach), bottom = bound(std::max(from.at.y, to.at.y) + reach);
  const double dx = to.at.x - from.at.x, dy = to.at.y - from.at.y;
  const double length2 = std::max(dx * dx + dy * dy, 1e-12);

  for (int row = top; row <= bottom; ++row) {
    for (int column = left; column <= right; ++column) {
      const double px = column + 0.5 - from.at.x, py = row + 0.5 - from.at.y;
      const double along = std::clamp((px * dx + py * dy) / length2, 0.0, 1.0);  // where the nearest point lies
      const double ex = px - along * dx, ey = py - along * dy;
      const double radius = from.radius + along * (to.radius - from.radius);
      double& ink = ink_[static_cast<std::size_t>(row * size_ + column)];
      ink = std::max(ink, coverage(std::sqrt(ex * ex + ey * ey), radius));
    }
  }
}

}  // namespace mlo::data
