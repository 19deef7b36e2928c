#include "runtime/kernels/simd/loops.h"
#include "runtime/kernels/simd/pack.h"

namespace mlo::kernels::MLO_PROCESSOR {
namespace {

/// `count` rows of weight * x + bias at `packs` packs of places.
template <int count, int packs, class T>
void rows_at(const Batch& s, const T* x, const T* weight, const T* bias, T* out) {
  using P = Pack<T>;
  P sums[count][packs];
  for (int r = 0; r < count; ++r)
    for (P& sum : sums[r]) sum = P::all(bias ? bias[r] : T(0));
  for (std::int64_t c = 0; c < s.channels; ++c) {
    P in[packs];
    for (int i = 0; i < packs; ++i) in[i] = P::load(x + c * s.space + i * P::size);
    for (int r = 0; r < count; ++r) {
      const P factor = P::all(weight[r * s.channels + c]);
      for (int i = 0; i < packs; ++i) sums[r][i].lanes += factor.lanes * in[i].lanes;
    }
  }
  for (int r = 0; r < count; ++r)
    for (int i = 0; i < packs; ++i) sums[r][i].store(out + r * s.space + i * P::size);
}

template <int packs, class T>
void all_rows_at(const Batch& s, std::int64_t rows, const T* x, const T* weight, const T* bias, T* out) {
  std::int64_t o = 0;
  for (; o + 4 <= rows; o += 4)
    rows_at<4, packs>(s, x, weight + o * s.channels, bias ? bias + o : bias, out + o * s.space);
  for (; o < rows; ++o) rows_at<1, packs>(s, x, weight + o * s.channels, bias ? bias + o : bias, out + o * s.space);
}

/// Products of `rows` rows of g and `columns` rows of x over the places of an image, added to `sums [out, in]`.
template <int rows, int columns, class T>
void products(const Batch& s, const T* g, const T* x, double* sums) {
  using P = Pack<T>;
  P lanes[rows][columns];
  for (auto& row : lanes)
    for (P& sum : row) sum = P::all(0);
  const std::int64_t whole = s.space / P::size * P::size;
  for (std::int64_t k = 0; k < whole; k += P::size)
    for (int r = 0; r < rows; ++r) {
      const P of_g = P::load(g + r * s.space + k);
      for (int c = 0; c < columns; ++c) lanes[r][c].lanes += of_g.lanes * P::load(x + c * s.space + k).lanes;
    }
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      T rest = 0;
      for (std::int64_t k = whole; k < s.space; ++k) rest += g[r * s.space + k] * x[c * s.space + k];
      sums[r * s.channels + c] += static_cast<double>(lanes[r][c].sum() + rest);
    }
}

}  // namespace

template <class T>
void pointwise(const Batch& s, std::int64_t rows, const T* x, const T* weight, const T* bias, T* out) {
  constexpr std::int64_t pack = Pack<T>::size;
  for (std::int64_t n = 0; n < s.batch; ++n, x += s.channels * s.space, out += rows * s.space) {
    std::int64_t at = 0;
    for (; at + 2 * pack <= s.space; at += 2 * pack) all_rows_at<2>(s, rows, x + at, weight, bias, out + at);
    for (; at < s.space; at += pack) {  // the last one may work on some places again
      const std::int64_t last = at < s.space - pack ? at : s.space - pack;
      all_rows_at<1>(s, rows, x + last, weight, bias, out + last);
    }
  }
}

template <class T>
void pointwise_along_weight(const Batch& s, std::int64_t rows, const T* g, const T* x, double* sums) {
  for (std::int64_t n = 0; n < s.batch; ++n, g += rows * s.space, x += s.channels * s.space) {
    std::int64_t o = 0;
    for (; o + 4 <= rows; o += 4) {
      std::int64_t c = 0;
      for (; c + 2 <= s.channels; c += 2)
        products<4, 2>(s, g + o * s.space, x + c * s.space, sums + o * s.channels + c);
      for (; c < s.channels; ++c) products<4, 1>(s, g + o * s.space, x + c * s.space, sums + o * s.channels + c);
    }
    for (; o < rows; ++o)
      for (std::int64_t c = 0; c < s.channels; ++c)
        products<1, 1>(s, g + o * s.space, x + c * s.space, sums + o * s.channels + c);
  }
}

MLO_FOR_FLOAT_AND_DOUBLE(pointwise)
MLO_FOR_FLOAT_AND_DOUBLE(pointwise_along_weight)

}  // namespace mlo::kernels::MLO_PROCESSOR
