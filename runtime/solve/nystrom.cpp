// nystrom: H of low rank from products with random directions (Frangella, Tropp, Udell 2021; Hataya, Yamada 2023):
//   H ~ Y W^+ Y',  Y = H D,  W = D'Y,  and Woodbury's formula for (H + damping I)^-1 v
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "runtime/solve/linear.h"

namespace mlo::solve {

LinearSolver nystrom(std::int64_t rank, double given, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReport& report) {
    const std::int64_t n = v.numel(), k = std::min(rank, n);
    // The same directions each time: a solve is a function of H and v.
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(static_cast<std::uint64_t>(n));
    const Tensor directions =
        std::get<0>(at::linalg_qr(at::randn({n, k}, generator, at::TensorOptions(at::kDouble)))).to(v.options());
    Tensor sketch = at::empty_like(directions);  // Y = H directions
    for (std::int64_t i = 0; i < k; ++i) sketch.select(1, i).copy_(apply(directions.select(1, i).contiguous()));
    report.products += k;
    // H ~ Y W^+ Y' with W = directions' Y, so by Woodbury (H + d I)^-1 v = (v - Y (d W + Y' Y)^+ Y' v) / d.
    const Tensor y = sketch.to(at::kDouble), w = at::matmul(directions.to(at::kDouble).t(), y);
    const Tensor seen = at::linalg_eigvalsh((w + w.t()) / 2);
    const double low = seen[0].item<double>(), high = seen.abs().max().item<double>();
    const double rounding = (v.scalar_type() == at::kDouble ? 1e-12 : 1e-5) * high;
    const double damping = low < -rounding ? damping_against(low, given, on_indefinite, "nystrom", report) : given;
    const Tensor core = damping * (w + w.t()) / 2 + at::matmul(y.t(), y);
    const Tensor inner = at::matmul(at::linalg_pinv(core, 1e-12, true), at::mv(y.t(), v.to(at::kDouble)));
    const Tensor q = ((v.to(at::kDouble) - at::mv(y, inner)) / damping).to(v.options());
    if (const double norm = v.norm().item<double>(); norm > 0) {
      report.relative_residual = (at::add(apply(q), q, damping) - v).norm().item<double>() / norm;
      ++report.products;
    }
    return q;
  };
}

}  // namespace mlo::solve
