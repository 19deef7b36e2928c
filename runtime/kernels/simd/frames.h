// Planes into frames and out of them.
#pragma once

#include "runtime/kernels/simd/routines.h"

namespace mlo::kernels::MLO_PROCESSOR {

template <class T>
inline void copy_rows(const T* from, std::int64_t from_stride, T* to, std::int64_t to_stride, std::int64_t rows,
                      std::int64_t width) {
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < width; ++j) to[i * to_stride + j] = from[i * from_stride + j];
}

/// Plane number `plane` of x into the frame.
template <class T>
inline void into_frame(const Windows& w, const T* x, std::int64_t plane, T* frame) {
  copy_rows(x + plane * w.height * w.width, w.width, frame + w.top * w.stride + w.left, w.stride, w.height, w.width);
}

template <class T>
inline void out_of_frame(const Windows& w, const T* result, T* out, std::int64_t plane) {
  copy_rows(result, w.stride, out + plane * w.rows * w.columns, w.columns, w.rows, w.columns);
}

}  // namespace mlo::kernels::MLO_PROCESSOR
