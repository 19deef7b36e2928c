#include "runtime/data/sources/hand.h"

#include <array>
#include <cmath>
#include <numbers>

namespace mlo::data {
namespace {

constexpr int paper_size = 28;
constexpr double box = 18.0;  // pixels of the side of the character's box: room is left for the nib and for shifts
constexpr int pieces = 6;     // straight pieces between two control points

/// A linear map and a shift, from the box of the character to pixels.
struct Affine {
  double xx = 1, xy = 0, yx = 0, yy = 1, x0 = 0, y0 = 0;
  Point operator()(Point p) const { return {xx * p.x + xy * p.y + x0, yx * p.x + yy * p.y + y0}; }
};

/// Rotation * shear * scale, then a shift.
Affine draw_affine(const Style& style, Random& random) {
  const double angle = 0.1 * random.normal();
  const double shear = -style.slant + 0.12 * random.normal();  // y points down
  const double size = box * std::exp(0.1 * random.normal());
  const double stretch = std::exp(0.1 * random.normal());
  const double width = size * stretch * std::sqrt(style.aspect), height = size / stretch / std::sqrt(style.aspect);
  const double c = std::cos(angle), s = std::sin(angle);
  const double center = paper_size / 2.0;
  return {c * width,
          (c * shear - s) * height,
          s * width,
          (s * shear + c) * height,
          center + random.normal(),
          center + random.normal()};
}

/// Another hand's strokes: each moved and bent a little, short ones less than long ones.
Character draw_strokes(const Character& character, Random& random) {
  Character out = character;
  for (Stroke& stroke : out) {
    const Point shift = {0.035 * random.normal(), 0.035 * random.normal()};
    const double bend = 0.11 * std::hypot(stroke[1].x - stroke[0].x, stroke[1].y - stroke[0].y);
    for (Point& p : stroke) p = {p.x + shift.x + bend * random.normal(), p.y + shift.y + bend * random.normal()};
  }
  return out;
}

/// Strokes whose pen is not lifted between them become one.
Character join(const Character& character, const Style& style, Random& random) {
  Character out;
  for (const Stroke& stroke : character) {
    if (!out.empty() && random.chance(style.joining)) {
      out.back().insert(out.back().end(), stroke.begin(), stroke.end());
    } else {
      out.push_back(stroke);
    }
  }
  return out;
}

/// The cubic through the control points i and i + 1 whose tangents point along the neighbours' chord (Catmull and Rom
/// 1974), times `roundness`.
Point on_curve(const Stroke& stroke, std::size_t i, double t, double roundness) {
  const Point a = stroke[i], b = stroke[i + 1];
  const Point before = i > 0 ? stroke[i - 1] : a;
  const Point after = i + 2 < stroke.size() ? stroke[i + 2] : b;
  const double t2 = t * t, t3 = t2 * t;
  const double start = 2 * t3 - 3 * t2 + 1, end = 3 * t2 - 2 * t3;  // Hermite's basis
  const double leave = roundness * (t3 - 2 * t2 + t) / 2, arrive = roundness * (t3 - t2) / 2;
  return {start * a.x + end * b.x + leave * (b.x - before.x) + arrive * (after.x - a.x),
          start * a.y + end * b.y + leave * (b.y - before.y) + arrive * (after.y - a.y)};
}

/// The stroke's curve under a slow tremor and a pressure that swells or fades along it.
std::vector<Nib> trace(const Stroke& stroke, const Affine& place, const Style& style, double radius, Random& random) {
  const double tremor = 0.25 * random.normal(), frequency = random.uniform(2.0, 5.0);
  const double phase = random.uniform(0.0, 2.0 * std::numbers::pi);
  const double fade = style.pressure * random.normal();
  const auto total = static_cast<double>((stroke.size() - 1) * pieces);
  std::vector<Nib> nibs;
  for (std::size_t k = 0; k <= (stroke.size() - 1) * pieces; ++k) {
    const std::size_t i = std::min(k / pieces, stroke.size() - 2);
    const double t = static_cast<double>(k - i * pieces) / pieces, u = static_cast<double>(k) / total;
    Point p = place(on_curve(stroke, i, t, style.roundness));
    const double wave = tremor * std::sin(phase + frequency * 2.0 * u);
    p = {p.x + wave, p.y - wave};
    nibs.push_back({p, std::max(0.3, radius * (1.0 + fade * (2.0 * u - 1.0)))});
  }
  return nibs;
}

}  // namespace

Style style_of(std::int64_t number) {
  static constexpr std::array<Style, 4> known = {{
      {},
      {.radius = 1.4, .pressure = 0.35, .roundness = 0.8, .slant = -0.1, .aspect = 1.15},
      {.radius = 0.6, .pressure = 0.1, .roundness = 1.5, .slant = 0.45, .aspect = 0.8, .joining = 0.35},
      {.radius = 1.1, .pressure = 0.0, .roundness = 0.0, .slant = 0.0, .aspect = 1.0},
  }};
  if (number < static_cast<std::int64_t>(known.size())) return known[static_cast<std::size_t>(number)];
  Random random({number});
  return {.radius = random.uniform(0.5, 1.8),
          .pressure = random.uniform(0.0, 0.4),
          .roundness = random.uniform(0.0, 1.6),
          .slant = random.uniform(-0.4, 0.5),
          .aspect = random.uniform(0.75, 1.3),
          .joining = random.chance(0.5) ? random.uniform(0.2, 0.8) : 0.0};
}

Paper write(const Character& character, const Style& style, Random& random) {
  const Affine place = draw_affine(style, random);
  const double radius = style.radius * std::exp(0.12 * random.normal());
  Paper paper(paper_size);
  for (const Stroke& stroke : join(draw_strokes(character, random), style, random)) {
    paper.draw(trace(stroke, place, style, radius, random));
  }
  return paper;
}

}  // namespace mlo::data
