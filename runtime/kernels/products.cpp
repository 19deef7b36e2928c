#include "runtime/kernels/products.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <dlfcn.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "runtime/kernels/sums.h"

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

/// BLAS's sgemm and dgemm, of the library that LibTorch has loaded.
template <class T>
using Gemm = void (*)(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
                      const T* alpha, const T* a, const int* lda, const T* b, const int* ldb, const T* beta, T* c,
                      const int* ldc);
template <class T>
Gemm<T> gemm() {
  static const auto found = reinterpret_cast<Gemm<T>>(dlsym(RTLD_DEFAULT, sizeof(T) == 4 ? "sgemm_" : "dgemm_"));
  return found;
}

/// Matrices in memory: each row whole, or each column.
struct Matrices {
  Tensor t;
  bool transposed;  ///< of what is stored by rows
  int rows, columns;
  int leading;

  static Matrices of(const Tensor& given, bool transpose) {
    const auto by_rows = [](const Tensor& t) { return t.stride(2) == 1 && t.stride(1) >= t.size(2); };
    Matrices out{given, transpose, 0, 0, 0};
    if (!by_rows(given)) {
      out.t = given.transpose(1, 2);
      out.transposed = !transpose;
      if (!by_rows(out.t)) {
        out.t = given.contiguous();
        out.transposed = transpose;
      }
    }
    out.leading = static_cast<int>(std::max<std::int64_t>(out.t.stride(1), 1));
    out.rows = static_cast<int>(given.size(transpose ? 2 : 1));
    out.columns = static_cast<int>(given.size(transpose ? 1 : 2));
    return out;
  }
};

/// Each row of c its task's bias `[T, m]`.
template <class T>
void fill_rows(const Tensor& bias, Tensor& c) {
  const std::int64_t rows = c.size(1), columns = c.size(2);
  T* out = c.data_ptr<T>();
  for (std::int64_t task = 0; task < c.size(0); ++task)
    for (std::int64_t row = 0; row < rows; ++row, out += columns)
      std::copy_n(bias.data_ptr<T>() + task * bias.stride(0), columns, out);
}

/// c = op(a) op(b) + beta c, by rows. BLAS goes by columns: c' = op(b)' op(a)'.
template <class T>
void multiply(const Matrices& a, const Matrices& b, T beta, Tensor& c) {
  const T alpha = 1;
  const char* const ways[] = {"N", "T"};
  const int m = b.columns, n = a.rows, k = a.columns, ldc = m;
  const T *first = a.t.data_ptr<T>(), *second = b.t.data_ptr<T>();
  T* out = c.data_ptr<T>();
  for (std::int64_t task = 0; task < c.size(0); ++task)
    gemm<T>()(ways[b.transposed ? 1 : 0], ways[a.transposed ? 1 : 0], &m, &n, &k, &alpha, second + task * b.t.stride(0),
              &b.leading, first + task * a.t.stride(0), &a.leading, &beta, out + task * c.stride(0), &ldc);
}

Tensor raw_product(const Tensor& a, bool transpose_a, const Tensor& b, bool transpose_b, const Tensor& bias = {}) {
  const Matrices left = Matrices::of(a, transpose_a), right = Matrices::of(b, transpose_b);
  TORCH_CHECK(left.columns == right.rows && a.size(0) == b.size(0), "matrices of shapes ", a.sizes(), " and ",
              b.sizes(), " have no product");
  const bool biased = bias.defined(), empty = left.columns == 0;
  TORCH_CHECK(
      !biased || (bias.scalar_type() == a.scalar_type() && bias.size(0) == a.size(0) && bias.size(1) == right.columns),
      "a bias of shape ", biased ? bias.sizes() : at::IntArrayRef(), " does not fit products of ", right.columns,
      " columns");
  Tensor c = at::empty({a.size(0), left.rows, right.columns}, a.options());
  if (c.numel() == 0) return c;
  const Tensor start = biased && bias.stride(1) != 1 ? bias.contiguous() : bias;
  if (empty && !biased) return c.zero_();
  if (a.scalar_type() == at::kFloat) {
    if (biased) fill_rows<float>(start, c);
    if (!empty) multiply<float>(left, right, biased ? 1.0F : 0.0F, c);
  } else {
    if (biased) fill_rows<double>(start, c);
    if (!empty) multiply<double>(left, right, biased ? 1.0 : 0.0, c);
  }
  return c;
}

/// A factor is kept for the derivative along the other one, and only where that is asked for.
Tensor kept_for(const Tensor& other, const Tensor& factor) { return other.requires_grad() ? factor : Tensor(); }

Tensor along_left(const Tensor& g, bool transpose_a, const Tensor& b, bool transpose_b) {
  return transpose_a ? batched_product(b, transpose_b, g, true) : batched_product(g, false, b, !transpose_b);
}
Tensor along_right(const Tensor& g, const Tensor& a, bool transpose_a, bool transpose_b) {
  return transpose_b ? batched_product(g, true, a, transpose_a) : batched_product(a, !transpose_a, g, false);
}

struct Product : Function<Product> {
  static Tensor forward(AutogradContext* context, const Tensor& a, bool transpose_a, const Tensor& b,
                        bool transpose_b) {
    context->save_for_backward({kept_for(b, a), kept_for(a, b)});
    context->saved_data["a"] = transpose_a;
    context->saved_data["b"] = transpose_b;
    return raw_product(a, transpose_a, b, transpose_b);
  }
  static Tensors backward(AutogradContext* context, const Tensors& g) {
    Tensors out(4);  // a, transpose_a, b, transpose_b
    if (!g[0].defined()) return out;
    const Tensors saved = context->get_saved_variables();
    const bool ta = context->saved_data["a"].toBool(), tb = context->saved_data["b"].toBool();
    if (saved[1].defined()) out[0] = along_left(g[0], ta, saved[1], tb);
    if (saved[0].defined()) out[2] = along_right(g[0], saved[0], ta, tb);
    return out;
  }
};

struct Linear : Function<Linear> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                        const c10::optional<Tensor>& bias) {
    context->save_for_backward({kept_for(weight, x), kept_for(x, weight)});
    context->saved_data["bias"] = bias.has_value() && bias->requires_grad();
    return raw_product(x, false, weight, true, bias.value_or(Tensor()));
  }
  static Tensors backward(AutogradContext* context, const Tensors& g) {
    Tensors out(3);
    if (!g[0].defined()) return out;
    const Tensors saved = context->get_saved_variables();
    if (saved[1].defined()) out[0] = along_left(g[0], false, saved[1], true);
    if (saved[0].defined()) out[1] = along_right(g[0], saved[0], false, true);
    if (context->saved_data["bias"].toBool()) out[2] = sum_of_rows(g[0]);
    return out;
  }
};

bool records(std::initializer_list<const Tensor*> tensors) {
  return at::GradMode::is_enabled() && std::any_of(tensors.begin(), tensors.end(),
                                                   [](const Tensor* t) { return t->defined() && t->requires_grad(); });
}

}  // namespace

bool is_batch_of_matrices(const Tensor& t) {
  return t.defined() && t.dim() == 3 && t.device().is_cpu() && t.layout() == at::kStrided &&
         (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble) &&
         !t.key_set().has(c10::DispatchKey::FuncTorchBatched) && gemm<float>() != nullptr && gemm<double>() != nullptr;
}

Tensor batched_linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (!records({&x, &weight, &bias})) return raw_product(x, false, weight, true, bias);
  return Linear::apply(x, weight, bias.defined() ? c10::optional<Tensor>(bias) : c10::nullopt);
}

Tensor batched_product(const Tensor& a, bool transpose_a, const Tensor& b, bool transpose_b) {
  if (!records({&a, &b})) return raw_product(a, transpose_a, b, transpose_b);
  return Product::apply(a, transpose_a, b, transpose_b);
}

}  // namespace mlo::kernels
