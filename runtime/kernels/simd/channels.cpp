#include "runtime/kernels/simd/loops.h"
#include "runtime/kernels/simd/pack.h"

namespace mlo::kernels::MLO_PROCESSOR {
namespace {

constexpr std::int64_t unrolled = 4;  ///< packs that are worked on at once

struct Sums {
  double sum = 0, product = 0;
};

/// Sum of x - a, and of (x - a) (y - b).
template <class T>
Sums moments_of(const T* x, T a, const T* y, T b, std::int64_t n) {
  using P = Pack<T>;
  P sums[unrolled], products[unrolled];
  for (int i = 0; i < unrolled; ++i) sums[i] = products[i] = P::all(0);
  const auto add = [&](std::int64_t k, int i) {
    const P of_x{P::load(x + k).lanes - a};
    sums[i].lanes += of_x.lanes;
    products[i].lanes += of_x.lanes * (P::load(y + k).lanes - b);
  };
  std::int64_t k = 0;
  for (; k + unrolled * P::size <= n; k += unrolled * P::size)
    for (int i = 0; i < unrolled; ++i) add(k + i * P::size, i);
  for (; k + P::size <= n; k += P::size) add(k, 0);
  for (int i = 1; i < unrolled; ++i) {
    sums[0].lanes += sums[i].lanes;
    products[0].lanes += products[i].lanes;
  }
  Sums out{static_cast<double>(sums[0].sum()), static_cast<double>(products[0].sum())};
  for (; k < n; ++k) {
    out.sum += static_cast<double>(x[k] - a);
    out.product += static_cast<double>((x[k] - a) * (y[k] - b));
  }
  return out;
}

/// `of(channel, first, count)` for each channel of each sample.
template <class Function>
void each(const Batch& s, Function of) {
  for (std::int64_t n = 0; n < s.batch; ++n)
    for (std::int64_t channel = 0; channel < s.channels; ++channel)
      of(channel, (n * s.channels + channel) * s.space, s.space);
}

}  // namespace

template <class T>
void moments(const Batch& s, const T* x, const T* shift, const T* y, const T* y_shift, double* sums, double* products) {
  for (std::int64_t channel = 0; channel < s.channels; ++channel) sums[channel] = products[channel] = 0;
  each(s, [=](std::int64_t channel, std::int64_t at, std::int64_t count) {
    const Sums more = moments_of(x + at, shift[channel], y + at, y_shift[channel], count);
    sums[channel] += more.sum;
    products[channel] += more.product;
  });
}

template <class T>
void scale(const Batch& s, const T* a, const T* x, const T* d, T* out) {
  each(s, [=](std::int64_t channel, std::int64_t at, std::int64_t count) {
    const T by = a[channel], add = d[channel];
    for (std::int64_t k = at; k < at + count; ++k) out[k] = by * x[k] + add;
  });
}

template <class T>
void mix(const Batch& s, const T* a, const T* p, const T* c, const T* x, const T* d, T* out) {
  each(s, [=](std::int64_t channel, std::int64_t at, std::int64_t count) {
    const T by_p = a[channel], by_x = c[channel], add = d[channel];
    for (std::int64_t k = at; k < at + count; ++k) out[k] = by_p * p[k] + by_x * x[k] + add;
  });
}

template <class T>
void mix3(const Batch& s, const T* a, const T* p, const T* b, const T* q, const T* c, const T* x, const T* d, T* out) {
  each(s, [=](std::int64_t channel, std::int64_t at, std::int64_t count) {
    const T by_p = a[channel], by_q = b[channel], by_x = c[channel], add = d[channel];
    for (std::int64_t k = at; k < at + count; ++k) out[k] = by_p * p[k] + by_q * q[k] + by_x * x[k] + add;
  });
}

MLO_FOR_FLOAT_AND_DOUBLE(moments)
MLO_FOR_FLOAT_AND_DOUBLE(scale)
MLO_FOR_FLOAT_AND_DOUBLE(mix)
MLO_FOR_FLOAT_AND_DOUBLE(mix3)

}  // namespace mlo::kernels::MLO_PROCESSOR
