// Characters of an alphabet that nobody writes: a few strokes, each a smooth curve through control points.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/data/sources/pen.h"

namespace mlo::data {

using Stroke = std::vector<Point>;  ///< control points

/// The strokes in the order of writing, in a box of side 1 about (0, 0); y points down.
using Character = std::vector<Stroke>;

/// Character number `number` of the alphabet `seed`: 2 to 5 strokes of 3 to 5 control points, of which a later one
/// mostly begins on an earlier one, as in the generative model of Lake, Salakhutdinov, Tenenbaum (Science 2015).
Character make_character(std::int64_t seed, std::int64_t number);

}  // namespace mlo::data
