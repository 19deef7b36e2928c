// nystrom: H of low rank from products with random directions (Frangella, Tropp, Udell 2021; Hataya, Yamada 2023):
//   H ~ Y W^+ Y',  Y = H D,  W = D'Y,  and Woodbury's formula for (H + damping I)^-1 v
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "runtime/solve/linear.h"
#include "runtime/solve/rows.h"

namespace mlo::solve {
namespace {

struct SolvedRow {
  Tensor q;        ///< [n]
  double damping;  ///< that it was solved with
};

/// H ~ Y W^+ Y' with W = directions' Y, so by Woodbury (H + d I)^-1 v = (v - Y (d W + Y' Y)^+ Y' v) / d.
SolvedRow solve_row(const Tensor& directions, const Tensor& sketch, const Tensor& v, double given,
                    OnIndefinite on_indefinite, LinearReport& report) {
  const Tensor y = sketch.to(at::kDouble), w = at::matmul(directions.to(at::kDouble).t(), y);
  const Tensor seen = at::linalg_eigvalsh((w + w.t()) / 2);
  const double low = seen[0].item<double>(), high = seen.abs().max().item<double>();
  const double rounding = (v.scalar_type() == at::kDouble ? 1e-12 : 1e-5) * high;
  const double damping = low < -rounding ? damping_against(low, given, on_indefinite, "nystrom", report) : given;
  const Tensor core = damping * (w + w.t()) / 2 + at::matmul(y.t(), y);
  const Tensor inner = at::matmul(at::linalg_pinv(core, 1e-12, true), at::mv(y.t(), v.to(at::kDouble)));
  return {((v.to(at::kDouble) - at::mv(y, inner)) / damping).to(v.options()), damping};
}

}  // namespace

LinearSolver nystrom(std::int64_t rank, double given, OnIndefinite on_indefinite) {
  return [=](const Apply& apply, const Tensor& v, LinearReports& reports) {
    const std::int64_t rows = v.size(0), n = v.size(1), k = std::min(rank, n);
    // The same directions each time, and for every row: a solve is a function of H and v.
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(static_cast<std::uint64_t>(n));
    const Tensor directions =
        std::get<0>(at::linalg_qr(at::randn({n, k}, generator, at::TensorOptions(at::kDouble)))).to(v.options());
    Tensor sketch = at::empty({rows, n, k}, v.options());  // Y = H directions
    for (std::int64_t i = 0; i < k; ++i)
      sketch.select(2, i).copy_(apply(directions.select(1, i).expand({rows, n}).contiguous()));
    Tensors found;
    Numbers damping;
    for (std::int64_t row = 0; row < rows; ++row) {
      const SolvedRow one =
          solve_row(directions, sketch[row], v[row], given, on_indefinite, reports[static_cast<std::size_t>(row)]);
      found.push_back(one.q);
      damping.push_back(one.damping);
    }
    const Tensor q = at::stack(found);
    const Numbers size = norms(v), rest = norms(add_rows(apply(q), q, damping) - v);
    for (std::size_t row = 0; row < reports.size(); ++row) {
      reports[row].products += k + 1;
      if (size[row] > 0) reports[row].relative_residual = rest[row] / size[row];
    }
    return q;
  };
}

}  // namespace mlo::solve
