#include "runtime/kernels/small.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/ExpandUtils.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mlo::kernels {
namespace {

/// Above it LibTorch's wider instructions make up for its dispatch.
constexpr std::int64_t most = 4096;

/// The same where each entry is a call: rounding once, as LibTorch does.
constexpr std::int64_t few = 64;

Tensor empty(at::IntArrayRef sizes, at::ScalarType type) { return at::detail::empty_cpu(sizes, type); }

bool records(const Tensor& t) { return t.requires_grad() && at::GradMode::is_enabled(); }

/// An ordinary tensor on the CPU: not one of many under `vmap`, nor a conjugate, ...
bool is_ordinary(const Tensor& t) {
  static const c10::DispatchKeySet ordinary = empty({0}, at::kFloat).key_set();
  return t.key_set() == ordinary;
}

/// ... with few fractions, side by side in memory.
bool is_short(const Tensor& t) {
  return t.defined() && is_ordinary(t) && t.numel() <= most &&
         (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble) && t.is_contiguous();
}

/// ... and without a graph to be recorded.
bool is_small(const Tensor& t) { return is_short(t) && !records(t); }

template <class F>
auto for_type(at::ScalarType type, F f) {
  return type == at::kFloat ? f(float()) : f(double());
}

/// f of each entry.
template <class F>
Tensor map(const Tensor& a, F f) {
  Tensor out = empty(a.sizes(), a.scalar_type());
  for_type(a.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    const T* x = a.data_ptr<T>();
    T* y = out.data_ptr<T>();
    for (std::int64_t i = 0, n = a.numel(); i < n; ++i) y[i] = f(x[i]);
  });
  return out;
}

/// Of one shape, but for leading dimensions of size 1.
bool are_aligned(at::IntArrayRef a, at::IntArrayRef b) {
  if (a.size() < b.size()) std::swap(a, b);
  const std::size_t more = a.size() - b.size();
  return a.slice(more) == b && std::all_of(a.begin(), a.begin() + more, [](std::int64_t size) { return size == 1; });
}

/// Two of them, aligned or one a single number that broadcasts.
bool are_small(const Tensor& a, const Tensor& b) {
  if (!is_small(a) || !is_small(b) || a.scalar_type() != b.scalar_type()) return false;
  return are_aligned(a.sizes(), b.sizes()) || (b.numel() == 1 && b.dim() <= a.dim()) ||
         (a.numel() == 1 && a.dim() <= b.dim());
}

/// f of each pair of entries; `are_small(a, b)`.
template <class F>
Tensor map(const Tensor& a, const Tensor& b, F f) {
  const bool like_a = a.numel() == b.numel() ? a.dim() >= b.dim() : b.numel() == 1;
  Tensor out = empty(like_a ? a.sizes() : b.sizes(), a.scalar_type());
  for_type(a.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    const T *x = a.data_ptr<T>(), *y = b.data_ptr<T>();
    T* z = out.data_ptr<T>();
    const std::int64_t n = out.numel();
    if (a.numel() == b.numel())
      for (std::int64_t i = 0; i < n; ++i) z[i] = f(x[i], y[i]);
    else if (a.numel() == 1)
      for (std::int64_t i = 0; i < n; ++i) z[i] = f(x[0], y[i]);
    else
      for (std::int64_t i = 0; i < n; ++i) z[i] = f(x[i], y[0]);
  });
  return out;
}

/// `factor` times the sum of f(i), i < n. The sum is double, so that the order of terms hardly matters.
template <class F>
Tensor total(at::ScalarType type, double factor, std::int64_t n, F f) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += f(i);
  Tensor out = empty({}, type);
  for_type(type, [&](auto zero) { *out.data_ptr<decltype(zero)>() = static_cast<decltype(zero)>(sum * factor); });
  return out;
}

Tensor scaled_sum(const Tensor& a, double factor) {
  return for_type(a.scalar_type(), [&](auto zero) {
    const auto* x = a.data_ptr<decltype(zero)>();
    return total(a.scalar_type(), factor, a.numel(), [x](std::int64_t i) { return static_cast<double>(x[i]); });
  });
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b, double factor) {
  if (!are_small(a, b)) return at::add(a, b, factor);
  if (factor == 1) return map(a, b, [](auto x, auto y) { return x + y; });
  if (std::max(a.numel(), b.numel()) > few) return at::add(a, b, factor);
  return map(a, b, [factor](auto x, auto y) { return std::fma(static_cast<decltype(x)>(factor), y, x); });
}

Tensor add(const Tensor& a, const at::Scalar& b) {
  if (!is_small(a)) return at::add(a, b);
  return map(a, [number = b.toDouble()](auto x) { return x + static_cast<decltype(x)>(number); });
}

Tensor sub(const Tensor& a, const Tensor& b) {
  if (!are_small(a, b)) return at::sub(a, b);
  return map(a, b, [](auto x, auto y) { return x - y; });
}

Tensor sub(const at::Scalar& a, const Tensor& b) {
  if (!is_small(b)) return at::rsub(b, a);
  return map(b, [number = a.toDouble()](auto x) { return static_cast<decltype(x)>(number) - x; });
}

Tensor mul(const Tensor& a, const Tensor& b) {
  if (!are_small(a, b)) return at::mul(a, b);
  return map(a, b, [](auto x, auto y) { return x * y; });
}

Tensor mul(const Tensor& a, const at::Scalar& b) {
  if (!is_small(a)) return at::mul(a, b);
  return map(a, [number = b.toDouble()](auto x) { return x * static_cast<decltype(x)>(number); });
}

Tensor div(const Tensor& a, const Tensor& b) {
  if (!are_small(a, b)) return at::div(a, b);
  return map(a, b, [](auto x, auto y) { return x / y; });
}

Tensor div(const Tensor& a, const at::Scalar& b) {
  if (!is_small(a)) return at::div(a, b);
  return map(a, [number = b.toDouble()](auto x) { return x / static_cast<decltype(x)>(number); });
}

Tensor neg(const Tensor& a) {
  if (!is_small(a)) return at::neg(a);
  return map(a, [](auto x) { return -x; });
}

Tensor pow(const Tensor& a, const at::Scalar& exponent) {
  if (exponent.toDouble() != 2 || !is_small(a)) return at::pow(a, exponent);
  return map(a, [](auto x) { return x * x; });
}

Tensor sum(const Tensor& a) { return is_small(a) ? scaled_sum(a, 1) : at::sum(a); }

Tensor mean(const Tensor& a) { return is_small(a) ? scaled_sum(a, 1 / static_cast<double>(a.numel())) : at::mean(a); }

Tensor sum_to(const Tensor& a, at::IntArrayRef sizes) {
  if (a.numel() == c10::multiply_integers(sizes)) return a.reshape(sizes);
  if (sizes.empty()) return kernels::sum(a);
  return at::sum_to(a, sizes);
}

Tensor expand(const Tensor& number, at::IntArrayRef sizes) {
  if (!is_small(number) || number.numel() != 1 || c10::multiply_integers(sizes) > most) return number.expand(sizes);
  Tensor out = empty(sizes, number.scalar_type());
  for_type(number.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    std::fill_n(out.data_ptr<T>(), out.numel(), *number.data_ptr<T>());
  });
  return out;
}

Tensor mse_loss(const Tensor& a, const Tensor& b, std::int64_t reduction) {
  if (reduction == at::Reduction::None || !are_small(a, b) || a.sizes() != b.sizes())
    return at::mse_loss(a, b, reduction);
  const double share = reduction == at::Reduction::Mean ? 1 / static_cast<double>(a.numel()) : 1;
  return for_type(a.scalar_type(), [&](auto zero) {
    const auto *x = a.data_ptr<decltype(zero)>(), *y = b.data_ptr<decltype(zero)>();
    return total(a.scalar_type(), share, a.numel(), [&](std::int64_t i) {
      const auto d = static_cast<double>(x[i] - y[i]);
      return d * d;
    });
  });
}

Tensor binary_cross_entropy(const Tensor& x, const Tensor& log_s, const Tensor& y, std::int64_t reduction) {
  if (reduction == at::Reduction::None || !are_small(x, y) || x.sizes() != y.sizes() || !is_small(log_s)) {
    const Tensor entries = (1 - y) * x - log_s;
    if (reduction == at::Reduction::None) return entries;
    return reduction == at::Reduction::Mean ? at::mean(entries) : at::sum(entries);
  }
  const double share = reduction == at::Reduction::Mean ? 1 / static_cast<double>(x.numel()) : 1;
  return for_type(x.scalar_type(), [&](auto zero) {
    using T = decltype(zero);
    const T *in = x.data_ptr<T>(), *label = y.data_ptr<T>(), *log_p = log_s.data_ptr<T>();
    return total(x.scalar_type(), share, x.numel(),
                 [&](std::int64_t i) { return static_cast<double>((1 - label[i]) * in[i] - log_p[i]); });
  });
}

Tensor full_like(const Tensor& a, double number) {
  if (!is_small(a)) return at::full_like(a, number);
  return map(a, [number](auto x) { return static_cast<decltype(x)>(number); });
}

double item(const Tensor& number) {
  if (!is_short(number) || number.numel() != 1) return number.item<double>();
  return for_type(number.scalar_type(),
                  [&](auto zero) { return static_cast<double>(*number.data_ptr<decltype(zero)>()); });
}

}  // namespace mlo::kernels
