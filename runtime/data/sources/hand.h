// How a character is written: a style, and the hand of one writer.
#pragma once

#include <cstdint>

#include "runtime/data/random.h"
#include "runtime/data/sources/character.h"

namespace mlo::data {

/// The look of all strokes. Radii are in pixels of a 28 x 28 image.
struct Style {
  double radius = 0.8;     ///< of the pen's nib
  double pressure = 0.2;   ///< how much the radius changes along a stroke, as a share of it
  double roundness = 1.0;  ///< 0: straight lines between control points; 1: smooth; above: loops
  double slant = 0.0;      ///< mean shear, positive leans to the right
  double aspect = 1.0;     ///< width over height
  double joining = 0.0;    ///< the share of strokes that are reached without lifting the pen
};

/// 0: a ball-point pen; 1: a broad brush; 2: a slanted running hand; 3: an angular one, as if cut in wood; from 4 on
/// each number is a style of its own, drawn at random.
Style style_of(std::int64_t number);

/// Writes the character on a sheet of 28 x 28 pixels, as one hand does it once: what differs from hand to hand (slant,
/// size, place, proportions of the strokes, width of the pen, tremor) is drawn from `random`.
Paper write(const Character& character, const Style& style, Random& random);

}  // namespace mlo::data
