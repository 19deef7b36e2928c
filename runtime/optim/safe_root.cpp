#include "runtime/optim/safe_root.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <limits>

namespace mlo::optim {
namespace {

/// min^(2/3): the v where v^(-3/2) = 1 / min.
double smallest_smooth(at::ScalarType type) {
  const double smallest =
      type == at::kDouble ? std::numeric_limits<double>::min() : double(std::numeric_limits<float>::min());
  return std::pow(smallest, 2.0 / 3.0);
}

/// In reverse mode or in forward mode.
bool differentiated(const at::Tensor& v) {
  return (at::GradMode::is_enabled() && v.requires_grad()) || v._fw_grad(/*level=*/0).defined();
}

}  // namespace

at::Tensor safe_root(const at::Tensor& v) {
  const at::Tensor value = v.detach().clamp_min(0).sqrt();
  if (!differentiated(v)) return value;
  const at::Tensor smooth = at::gt(v.detach(), smallest_smooth(v.scalar_type()));
  return at::where(smooth, at::where(smooth, v, at::ones_like(v)).sqrt(), value);
}

}  // namespace mlo::optim
