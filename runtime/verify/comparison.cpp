#include "runtime/verify/comparison.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

#include <cmath>

namespace mlo::engine {
namespace {

using at::Tensor;

constexpr std::int64_t few_entries = 64;
constexpr std::int64_t random_directions = 8;
/// In double precision the rounding, 1e-16 / step, is near 1e-9 then. Networks with ReLU and max-pooling have kinks so
/// densely that a larger step crosses some: of five steps of a Conv4, differences over 1e-5 have nothing to do with the
/// derivative, over 1e-7 they agree to 1e-8.
constexpr double step = 1e-7;

/// Orthonormal directions as columns `[n, k]`: g's own first.
Tensor directions(const Tensor& g) {
  if (g.numel() <= few_entries) return at::eye(g.numel(), g.options());
  at::Generator generator = at::detail::createCPUGenerator(0);
  Tensor columns = at::randn({g.numel(), random_directions + 1}, generator, at::kDouble);
  if (g.norm().item<double>() > 0) columns.select(1, 0).copy_(g);
  return std::get<0>(at::linalg_qr(columns)).to(g.device());
}

}  // namespace

Comparison compare(const std::string& reference, const Tensor& g, const Tensor& r) {
  Comparison out;
  out.reference = reference;
  out.norm = g.norm().item<double>();
  out.reference_norm = r.norm().item<double>();
  const double product = out.norm * out.reference_norm, difference = (g - r).norm().item<double>();
  out.cosine = product > 0 ? at::dot(g, r).item<double>() / product : (out.norm == out.reference_norm ? 1 : 0);
  out.relative_error = out.reference_norm > 0 ? difference / out.reference_norm : difference;
  return out;
}

Comparison compare_with_differences(const Tensor& g, const LossAt& loss) {
  const Tensor along = directions(g);
  std::vector<double> slopes;
  for (std::int64_t i = 0; i < along.size(1); ++i) {
    const Tensor shift = along.select(1, i) * step;
    slopes.push_back((loss(shift) - loss(-shift)) / (2 * step));
  }
  // Across g eight random directions stand for all n - 1 others: r's part there is as long as theirs, times the root of
  // (n - 1) / 8. Unscaled, the cosine would be near 1 however far r points away from g.
  const bool all = g.numel() <= few_entries;
  const double scale = all ? 1 : std::sqrt(static_cast<double>(g.numel() - 1) / static_cast<double>(random_directions));
  for (std::size_t i = 1; i < slopes.size(); ++i) slopes[i] *= scale;
  const Tensor r = at::tensor(slopes, at::kDouble).to(g.device());
  return compare(all ? "central differences" : fmt::format("central differences along {} directions", along.size(1)),
                 at::mv(along.t(), g), r);
}

}  // namespace mlo::engine
