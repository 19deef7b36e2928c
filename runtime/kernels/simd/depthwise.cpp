#include "runtime/kernels/simd/frames.h"
#include "runtime/kernels/simd/loops.h"
#include "runtime/kernels/simd/pack.h"

namespace mlo::kernels::MLO_PROCESSOR {
namespace {

constexpr std::int64_t unrolled = 8;  ///< packs that are worked on at once

template <class T>
void correlate(const Windows& w, const T* frame, const T* weight, T bias, T* out) {
  using P = Pack<T>;
  static_assert(Windows::block % (unrolled * P::size) == 0);
  for (std::int64_t k = 0; k < w.length; k += unrolled * P::size) {
    P sums[unrolled];
    for (P& sum : sums) sum = P::all(bias);
    for (std::int64_t t = 0; t < w.taps; ++t) {
      const P factor = P::all(weight[t]);
      const T* from = frame + k + w.offsets[t];
      for (std::int64_t i = 0; i < unrolled; ++i) sums[i].lanes += factor.lanes * P::load(from + i * P::size).lanes;
    }
    for (std::int64_t i = 0; i < unrolled; ++i) sums[i].store(out + k + i * P::size);
  }
}

/// For `count` entries of the kernel: the product of g with what lies behind them in the frame, added to `out`.
template <int count, class T>
void products(const T* frame, const T* g, const std::int64_t* offsets, std::int64_t length, double* out) {
  using P = Pack<T>;
  P even[count], odd[count];
  for (int t = 0; t < count; ++t) even[t] = odd[t] = P::all(0);
  for (std::int64_t k = 0; k < length; k += 2 * P::size) {
    const P first = P::load(g + k), second = P::load(g + k + P::size);
    for (int t = 0; t < count; ++t) {
      even[t].lanes += first.lanes * P::load(frame + k + offsets[t]).lanes;
      odd[t].lanes += second.lanes * P::load(frame + k + P::size + offsets[t]).lanes;
    }
  }
  for (int t = 0; t < count; ++t) out[t] += static_cast<double>(P{even[t].lanes + odd[t].lanes}.sum());
}

template <int count, class T>
void all_products(const Windows& w, const T* frame, const T* g, double* out) {
  for (std::int64_t t = 0; t < w.taps; t += count) products<count>(frame, g, w.offsets + t, w.length, out + t);
}

}  // namespace

template <class T>
void depthwise(const Windows& w, const Batch& s, const T* x, const T* weight, const T* bias, T* out, T* frame,
               T* result) {
  for (std::int64_t plane = 0; plane < s.batch * s.channels; ++plane) {
    const std::int64_t channel = plane % s.channels;
    into_frame(w, x, plane, frame);
    correlate(w, frame, weight + channel * w.taps, bias ? bias[channel] : T(0), result);
    out_of_frame(w, result, out, plane);
  }
}

template <class T>
void depthwise_along_weight(const Windows& w, const Batch& s, const T* g, const T* x, T* out, T* frame, T* spread,
                            double* sums) {
  for (std::int64_t channel = 0; channel < s.channels; ++channel) {
    for (std::int64_t t = 0; t < w.taps; ++t) sums[t] = 0;
    for (std::int64_t n = 0; n < s.batch; ++n) {
      const std::int64_t plane = n * s.channels + channel;
      into_frame(w, x, plane, frame);
      copy_rows(g + plane * w.rows * w.columns, w.columns, spread, w.stride, w.rows, w.columns);
      switch (w.kernel_width) {  // as many at once as registers hold
        case 3: all_products<3>(w, frame, spread, sums); break;
        case 5: all_products<5>(w, frame, spread, sums); break;
        default: all_products<1>(w, frame, spread, sums);
      }
    }
    for (std::int64_t t = 0; t < w.taps; ++t) out[channel * w.taps + t] = static_cast<T>(sums[t]);
  }
}

MLO_FOR_FLOAT_AND_DOUBLE(depthwise)
MLO_FOR_FLOAT_AND_DOUBLE(depthwise_along_weight)

}  // namespace mlo::kernels::MLO_PROCESSOR
