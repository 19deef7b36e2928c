#include "runtime/kernels/sums.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "runtime/kernels/plain.h"

namespace mlo::kernels {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using Tensors = std::vector<Tensor>;

/// Terms of a sum that are added one after the other; of more, LibTorch's sums are rounded better.
constexpr std::int64_t most_rows = 64;

/// `[T, n, m]` to `[T, m]`.
template <class T>
void add_rows(const T* x, std::int64_t tasks, std::int64_t rows, std::int64_t columns, T factor, T* out) {
  for (std::int64_t task = 0; task < tasks; ++task, out += columns) {
    std::fill_n(out, columns, T(0));
    for (std::int64_t row = 0; row < rows; ++row, x += columns)
      for (std::int64_t i = 0; i < columns; ++i) out[i] += x[i];
    if (factor != 1)
      for (std::int64_t i = 0; i < columns; ++i) out[i] *= factor;
  }
}

/// `columns` at the end of each row are left, what lies between them and the tasks is summed.
Tensor raw_sum(const Tensor& t, bool keep_columns, double factor) {
  const std::int64_t tasks = t.size(0), columns = keep_columns ? t.size(2) : 1;
  const std::int64_t rows = tasks * columns == 0 ? 0 : t.numel() / (tasks * columns);
  if (rows > most_rows || !is_plain(t)) {
    const Tensor sum = keep_columns ? at::sum(t, 1) : at::sum(t.reshape({tasks, -1}), 1);
    return factor == 1 ? sum : at::mul(sum, factor);
  }
  Tensor out = keep_columns ? at::empty({tasks, columns}, t.options()) : at::empty({tasks}, t.options());
  if (t.scalar_type() == at::kFloat)
    add_rows(t.data_ptr<float>(), tasks, rows, columns, static_cast<float>(factor), out.data_ptr<float>());
  else
    add_rows(t.data_ptr<double>(), tasks, rows, columns, factor, out.data_ptr<double>());
  return out;
}

struct Sum : Function<Sum> {
  static Tensor forward(AutogradContext* context, const Tensor& t, bool keep_columns, double factor) {
    context->saved_data["sizes"] = t.sizes().vec();
    context->saved_data["factor"] = factor;
    return raw_sum(t, keep_columns, factor);
  }
  static Tensors backward(AutogradContext* context, const Tensors& g) {
    Tensors out(3);  // t, keep_columns, factor
    if (!g[0].defined()) return out;
    const std::vector<std::int64_t> sizes = context->saved_data["sizes"].toIntVector();
    const double factor = context->saved_data["factor"].toDouble();
    std::vector<std::int64_t> shape(sizes.size(), 1);
    shape[0] = sizes[0];
    if (g[0].dim() == 2) shape[2] = sizes[2];
    out[0] = (factor == 1 ? g[0] : at::mul(g[0], factor)).view(shape).expand(sizes);
    return out;
  }
};

Tensor sum(const Tensor& t, bool keep_columns, double factor) {
  if (!at::GradMode::is_enabled() || !t.requires_grad()) return raw_sum(t, keep_columns, factor);
  return Sum::apply(t, keep_columns, factor);
}

}  // namespace

Tensor sum_of_each(const Tensor& t, double factor) { return sum(t, false, factor); }
Tensor sum_of_rows(const Tensor& t) { return sum(t, true, 1); }

}  // namespace mlo::kernels
