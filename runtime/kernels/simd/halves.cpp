#include "runtime/kernels/simd/loops.h"

namespace mlo::kernels::MLO_PROCESSOR {

/// Without branches: which entry is the largest is noise that a processor cannot predict.
template <class T>
void halves(const Halves& s, const T* x, T* out, Place* place) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      const T* above = x + (plane * s.height + 2 * row) * s.width;
      const T* below = above + s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        T best = above[2 * i];
        Place which = 0;
        const auto compare = [&](T value, Place k) {
          const bool takes = (value > best) | (value != value);
          best = takes ? value : best;
          which = takes ? k : which;
        };
        compare(above[2 * i + 1], 1);
        compare(below[2 * i], 2);
        compare(below[2 * i + 1], 3);
        out[at + i] = best;
        place[at + i] = which;
      }
    }
}

/// The transpose of `gather`: each value to its place in the window, zero elsewhere.
template <class T>
void halves_scatter(const Halves& s, const T* g, const Place* place, T* out) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      T* above = out + (plane * s.height + 2 * row) * s.width;
      T* below = above + s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        const T value = g[at + i];
        const Place which = place[at + i];
        above[2 * i] = which == 0 ? value : T(0);
        above[2 * i + 1] = which == 1 ? value : T(0);
        below[2 * i] = which == 2 ? value : T(0);
        below[2 * i + 1] = which == 3 ? value : T(0);
      }
    }
}

template <class T>
void halves_gather(const Halves& s, const T* u, const Place* place, T* out) {
  for (std::int64_t plane = 0; plane < s.count; ++plane)
    for (std::int64_t row = 0; row < s.rows; ++row) {
      const T* above = u + (plane * s.height + 2 * row) * s.width;
      const std::int64_t at = (plane * s.rows + row) * s.columns;
      for (std::int64_t i = 0; i < s.columns; ++i) {
        const Place which = place[at + i];
        out[at + i] = above[(which >> 1) * s.width + 2 * i + (which & 1)];
      }
    }
}

MLO_FOR_FLOAT_AND_DOUBLE(halves)
MLO_FOR_FLOAT_AND_DOUBLE(halves_scatter)
MLO_FOR_FLOAT_AND_DOUBLE(halves_gather)

}  // namespace mlo::kernels::MLO_PROCESSOR
