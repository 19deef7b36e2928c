#include "runtime/kernels/simd/frames.h"
#include "runtime/kernels/simd/loops.h"

namespace mlo::kernels::MLO_PROCESSOR {
namespace {

constexpr int taps = 9;

/// Without branches: which entry is the largest is noise that a processor cannot predict.
template <class T>
void largest(const Windows& w, const T* frame, T* out, Place* place) {
  const std::int64_t stride = w.stride, length = w.length;
  for (std::int64_t k = 0; k < length; ++k) {
    T best = frame[k];
    Place which = 0;
    for (int t = 1; t < taps; ++t) {
      const T value = frame[k + (t / 3) * stride + t % 3];
      const bool takes = (value > best) | (value != value);
      best = takes ? value : best;
      which = takes ? t : which;
    }
    out[k] = best;
    place[k] = which;
  }
}

/// An entry of x lies in nine windows, at another place in each; those that chose it hand it their value.
template <class T>
void chosen(const Windows& w, const T* g, const Place* places, T* out) {
  const std::int64_t stride = w.stride, length = w.length;
  for (std::int64_t k = 0; k < length; ++k) {
    T sum = 0;
    for (int t = 0; t < taps; ++t) {
      const std::int64_t at = k + (t / 3) * stride + t % 3;
      sum += places[at] == taps - 1 - t ? g[at] : T(0);
    }
    out[k] = sum;
  }
}

template <class T>
void nine(const Windows& w, const T* frame, T* out) {
  const std::int64_t stride = w.stride, length = w.length;
  for (std::int64_t k = 0; k < length; ++k) {
    T sum = 0;
    for (int t = 0; t < taps; ++t) sum += frame[k + (t / 3) * stride + t % 3];
    out[k] = sum;
  }
}

}  // namespace

template <class T>
void max_pool(const Windows& w, std::int64_t planes, const T* x, T* out, Place* place, T* frame, T* result,
              Place* where) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    into_frame(w, x, plane, frame);
    largest(w, frame, result, where);
    out_of_frame(w, result, out, plane);
    out_of_frame(w, where, place, plane);
  }
}

template <class T>
void max_pool_scatter(const Windows& w, std::int64_t planes, const T* g, const Place* place, T* out, T* frame,
                      Place* places, T* result) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    into_frame(w, g, plane, frame);
    into_frame(w, place, plane, places);
    chosen(w, frame, places, result);
    out_of_frame(w, result, out, plane);
  }
}

template <class T>
void box(const Windows& w, std::int64_t planes, const T* x, const T* before, const T* after, T* out, T* frame,
         T* result) {
  const std::int64_t size = w.height * w.width;
  T* inside = frame + w.top * w.stride + w.left;
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    into_frame(w, x, plane, frame);
    for (std::int64_t i = 0; before && i < w.height; ++i)
      for (std::int64_t j = 0; j < w.width; ++j) inside[i * w.stride + j] *= before[i * w.width + j];
    nine(w, frame, result);
    out_of_frame(w, result, out, plane);
    for (std::int64_t k = 0; after && k < size; ++k) out[plane * size + k] *= after[k];
  }
}

MLO_FOR_FLOAT_AND_DOUBLE(max_pool)
MLO_FOR_FLOAT_AND_DOUBLE(max_pool_scatter)
MLO_FOR_FLOAT_AND_DOUBLE(box)

}  // namespace mlo::kernels::MLO_PROCESSOR
