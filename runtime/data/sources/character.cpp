#include "runtime/data/sources/character.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "runtime/data/random.h"

namespace mlo::data {
namespace {

std::size_t draw_stroke_count(Random& random) {
  constexpr std::array cumulative = {0.3, 0.65, 0.88};  // 2, 3, 4 strokes; 5 otherwise
  const double u = random.uniform();
  const auto* found = std::upper_bound(cumulative.begin(), cumulative.end(), u);
  return 2 + static_cast<std::size_t>(found - cumulative.begin());
}

/// The change of direction at each control point: nearly none (a line), always alike (an arc, a loop), or any (a hook).
std::vector<double> draw_turns(std::size_t points, Random& random) {
  std::vector<double> turns(points);
  const double kind = random.uniform();
  const double arc = random.uniform(0.6, 1.5) * (random.chance(0.5) ? 1 : -1);
  for (double& turn : turns) {
    if (kind < 0.35)
      turn = random.uniform(-0.1, 0.1);
    else if (kind < 0.75)
      turn = arc * random.uniform(0.8, 1.2);
    else
      turn = random.uniform(-1.7, 1.7);
  }
  return turns;
}

/// Most strokes set out along one of the eight directions of a compass, as those of letters do.
Stroke draw_stroke(Point start, double length, Random& random) {
  const auto points = static_cast<std::size_t>(3 + random.below(3));
  const std::vector<double> turns = draw_turns(points, random);
  const double step = length / static_cast<double>(points - 1);
  double direction = std::numbers::pi / 4.0 * static_cast<double>(random.below(8)) + 0.15 * random.normal();
  Stroke stroke = {start};
  for (std::size_t i = 1; i < points; ++i) {
    const double reach = step * random.uniform(0.7, 1.3);
    const Point last = stroke.back();
    stroke.push_back({last.x + reach * std::cos(direction), last.y + reach * std::sin(direction)});
    direction += turns[i];
  }
  return stroke;
}

/// Where a stroke begins: on an earlier one (at a control point), at the end of the last one, or anywhere.
Point draw_start(const Character& written, Random& random) {
  const double relation = random.uniform();
  if (written.empty() || relation < 0.3) return {random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5)};
  if (relation < 0.45) return written.back().back();
  const Stroke& stroke = written[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(written.size())))];
  return stroke[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(stroke.size())))];
}

/// Moves and scales the character into its box. False where it is too flat or too narrow to be told from others.
bool fit(Character& character) {
  Point low = character[0][0], high = low;
  for (const Stroke& stroke : character) {
    for (const Point& p : stroke) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  const double width = high.x - low.x, height = high.y - low.y, side = std::max(width, height);
  for (Stroke& stroke : character) {
    for (Point& p : stroke) p = {(p.x - low.x - width / 2) / side, (p.y - low.y - height / 2) / side};
  }
  return std::min(width, height) > 0.45 * side;
}

}  // namespace

Character make_character(std::int64_t seed, std::int64_t number) {
  Random random({seed, number});
  Character character;
  do {
    character.clear();
    const std::size_t strokes = draw_stroke_count(random);
    while (character.size() < strokes) {
      const double length = character.empty() ? random.uniform(1.0, 2.0) : random.uniform(0.5, 1.4);
      character.push_back(draw_stroke(draw_start(character, random), length, random));
    }
  } while (!fit(character));
  return character;
}

}  // namespace mlo::data
