#include "runtime/solve/rows.h"

#include <ATen/ATen.h>

#include <cmath>

namespace mlo::solve {

Tensor to_rows(const Tensors& tensors, std::int64_t tasks) {
  const std::int64_t rows = std::max<std::int64_t>(tasks, 1);
  Tensors flat;
  flat.reserve(tensors.size());
  for (const Tensor& t : tensors) flat.push_back(t.reshape({rows, -1}));
  return at::cat(flat, 1);
}

Tensors from_rows(const Tensor& rows, const Tensors& like, std::int64_t tasks) {
  Tensors out;
  out.reserve(like.size());
  std::int64_t begin = 0;
  for (const Tensor& t : like) {
    const std::int64_t width = t.numel() / std::max<std::int64_t>(tasks, 1);
    out.push_back(rows.narrow(1, begin, width).reshape(t.sizes()));
    begin += width;
  }
  return out;
}

Numbers products(const Tensor& a, const Tensor& b) {
  if (a.size(0) == 1) return {at::dot(a[0], b[0]).item<double>()};
  const Tensor sums = at::sum(a * b, 1).to(at::kCPU, at::kDouble).contiguous();
  const double* data = sums.data_ptr<double>();
  return {data, data + sums.numel()};
}

Numbers norms(const Tensor& a) {
  Numbers out = products(a, a);
  for (double& x : out) x = std::sqrt(x);
  return out;
}

Tensor add_rows(const Tensor& x, const Tensor& y, const Numbers& c) {
  if (c.size() == 1) return at::add(x, y, c[0]);
  return at::addcmul(x, y, column(c, x).unsqueeze(1));
}

Tensor column(const Numbers& numbers, const Tensor& like) {
  return at::tensor(numbers, at::kDouble).to(like.options().requires_grad(false));
}

Tensors add_tasks(const Tensors& x, const Tensors& y, const Numbers& c, std::int64_t tasks) {
  Tensors out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (tasks == 0) {
      out.push_back(at::add(x[i].detach(), y[i].detach(), c[0]));
      continue;
    }
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x[i].dim()), 1);
    shape[0] = tasks;
    out.push_back(at::addcmul(x[i].detach(), y[i].detach(), column(c, x[i]).view(shape)));
  }
  return out;
}

}  // namespace mlo::solve
