// Loops over plain arrays, made for each kind of processor.
#pragma once

#include <cstdint>

namespace mlo::kernels {

/// Windows of a kernel over a plane (one channel of one image), with stride 1. A plane is copied into a frame of zeros
/// whose rows are `stride` long. Then, for k = i stride + j, the window of entry (i, j) of the output is
///   frame[k + offset[t]] for the entries t of the kernel,
/// with the same offsets for all k: long loops without borders. Behind the end of each row of the output come entries
/// that nobody reads.
struct Windows {
  std::int64_t height, width;  ///< of the plane
  std::int64_t top, left;      ///< of the plane in its frame
  std::int64_t stride;
  std::int64_t rows, columns;       ///< of the output
  std::int64_t kernel_width, taps;  ///< of the kernel, and all its entries
  const std::int64_t* offsets;
  std::int64_t length;  ///< of the output in a frame: a multiple of `block`

  static constexpr std::int64_t block = 128;
};

/// `[batch, channels, space]`
struct Batch {
  std::int64_t batch, channels, space;
};

/// Windows of 2 x 2, side by side.
struct Halves {
  std::int64_t count, height, width;  ///< of planes
  std::int64_t rows, columns;         ///< of windows
};

/// Which entry of a window was the largest, counted row by row.
using Place = std::int32_t;

template <class T>
struct Routines {
  /// weight [C, taps], bias [C] or null; scratch: a frame of zeros, and `length` entries.
  void (*depthwise)(const Windows&, const Batch&, const T* x, const T* weight, const T* bias, T* out, T* frame,
                    T* result);
  /// out [C, taps]; scratch: a frame and `length` entries of zeros, and `taps` sums.
  void (*depthwise_along_weight)(const Windows&, const Batch&, const T* g, const T* x, T* out, T* frame, T* spread,
                                 double* sums);
  /// out [N, O, S] = weight [O, C] x [N, C, S] + bias [O] (null: 0); S is at least 16.
  void (*pointwise)(const Batch& x, std::int64_t out_channels, const T* x_data, const T* weight, const T* bias, T* out);
  /// sums [O, C] += g x'
  void (*pointwise_along_weight)(const Batch& x, std::int64_t out_channels, const T* g, const T* x_data, double* sums);
  /// The largest entry of each window of 3 x 3, and where it is; scratch: a frame of -infinity, `length` entries each.
  void (*max_pool)(const Windows&, std::int64_t planes, const T* x, T* out, Place* place, T* frame, T* result,
                   Place* where);
  /// Each value of g to the place of its window; scratch: a frame of zeros, one of -1, and `length` entries.
  void (*max_pool_scatter)(const Windows&, std::int64_t planes, const T* g, const Place* place, T* out, T* frame,
                           Place* places, T* result);
  /// The same by windows of 2 x 2.
  void (*halves)(const Halves&, const T* x, T* out, Place* place);
  /// Each value of g to its place, zero elsewhere in the windows; and the transpose, the value at each place.
  void (*halves_scatter)(const Halves&, const T* g, const Place* place, T* out);
  void (*halves_gather)(const Halves&, const T* u, const Place* place, T* out);
  /// before * x in a frame of zeros, summed over windows of 3 x 3, times after; either may be null: 1. Scratch: a frame
  /// and `length` entries.
  void (*box)(const Windows&, std::int64_t planes, const T* x, const T* before, const T* after, T* out, T* frame,
              T* result);
  /// By channel: sum of x - shift, and sum of (x - shift) (y - y_shift).
  void (*moments)(const Batch&, const T* x, const T* shift, const T* y, const T* y_shift, double* sums,
                  double* products);
  /// a x + d by channel.
  void (*scale)(const Batch&, const T* a, const T* x, const T* d, T* out);
  /// a p + c x + d by channel.
  void (*mix)(const Batch&, const T* a, const T* p, const T* c, const T* x, const T* d, T* out);
  /// a p + b q + c x + d by channel.
  void (*mix3)(const Batch&, const T* a, const T* p, const T* b, const T* q, const T* c, const T* x, const T* d,
               T* out);
};

/// Those for the processor that this runs on; T is float or double.
template <class T>
const Routines<T>& routines();

/// How many kinds of routines this processor can run, 1 to 3: plain ones, those of AVX2, those of AVX512. `routines`
/// are those of the last, until others are asked for, by a number below that: a test holds each against the formulas.
int kinds_of_routines();
void use_routines(int kind);

}  // namespace mlo::kernels
